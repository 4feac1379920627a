package org.jarsl.samples.fibonacci;

import org.jarsl.App1;
import org.jarsl.App2;
import org.jarsl.AppFuture;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;

/** A recursive join app: it calls itself twice and returns the future of the sum, so that it never waits. */
public final class Fibonacci {
    private Fibonacci() {}

    static long add(long a, long b) {
        return a + b;
    }

    static long same(long n) {
        return n;
    }

    static AppFuture<Long> fibonacci(long n) {
        DataFlowKernel dfk = DataFlowKernel.current();
        if (n < 2) {
            return dfk.app(Fibonacci::same).call(n);
        }
        App1<Long, Long> fibonacci = dfk.join(Fibonacci::fibonacci);
        App2<Long, Long, Long> add = dfk.app(Fibonacci::add);
        return add.call(fibonacci.call(n - 1), fibonacci.call(n - 2));
    }

    /** The {@code n}th Fibonacci number, counted from 0. */
    public static AppFuture<Long> number(DataFlowKernel dfk, long n) {
        App1<Long, Long> fibonacci = dfk.join(Fibonacci::fibonacci);
        return fibonacci.call(n);
    }

    public static void main(String[] arguments) {
        long n = arguments.length == 0 ? 12 : Long.parseLong(arguments[0]);
        try (DataFlowKernel dfk = DataFlowKernel.load(Config.site())) {
            System.out.println("fibonacci(" + n + ") = " + number(dfk, n).join());
        }
    }
}
