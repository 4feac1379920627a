package org.jarsl.samples.hello;

import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.BashApp1;
import org.jarsl.DataFlowKernel;
import org.jarsl.StdStream;

/** The smallest program: a Java app, a shell app, and a future that is another app's argument. */
public final class Hello {
    private Hello() {}

    static int twice(int x) {
        return 2 * x;
    }

    static String echo(int x) {
        return "echo Hello " + x;
    }

    public static void main(String[] arguments) throws Exception {
        try (DataFlowKernel dfk = DataFlowKernel.load()) {
            App1<Integer, Integer> twice = dfk.app(Hello::twice);
            BashApp1<Integer> echo = dfk.bash(Hello::echo);
            AppFuture<Integer> six = twice.call(3);
            AppFuture<Integer> said = echo.stdout(StdStream.AUTO).call(twice.call(six));
            said.join();
            System.out.print(java.nio.file.Files.readString(said.stdout().orElseThrow()));
        }
    }
}
