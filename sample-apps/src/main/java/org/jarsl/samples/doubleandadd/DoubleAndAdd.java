package org.jarsl.samples.doubleandadd;

import org.jarsl.App1;
import org.jarsl.App2;
import org.jarsl.AppFuture;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;

/** Doubles two numbers at the same time, and adds the results when both are there. */
public final class DoubleAndAdd {
    private DoubleAndAdd() {}

    static int twice(int x) {
        return 2 * x;
    }

    static int add(int a, int b) {
        return a + b;
    }

    /** The graph: nothing has run yet when this returns, and nobody has waited. */
    public static AppFuture<Integer> sum(DataFlowKernel dfk, int x, int y) {
        App1<Integer, Integer> twice = dfk.app(DoubleAndAdd::twice);
        App2<Integer, Integer, Integer> add = dfk.app(DoubleAndAdd::add);
        AppFuture<Integer> first = twice.call(x);
        AppFuture<Integer> second = twice.call(y);
        return add.call(first, second);
    }

    public static void main(String[] arguments) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Config.site())) {
            System.out.println("2 * 3 + 2 * 5 = " + sum(dfk, 3, 5).join());
        }
    }
}
