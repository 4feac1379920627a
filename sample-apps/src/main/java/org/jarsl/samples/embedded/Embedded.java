package org.jarsl.samples.embedded;

import java.util.concurrent.ExecutionException;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;

/** Gives a program that was written for a thread pool the nodes of a cluster. */
public final class Embedded {
    private Embedded() {}

    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        try (DataFlowKernel dfk = DataFlowKernel.load(Config.site())) {
            int primes = Primes.below(2_000_000, 50, dfk.asExecutorService());
            System.out.println("there are " + primes + " primes below 2,000,000");
        }
    }
}
