package org.jarsl.simulator;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/** Lets Pekko's actors run on the thread of their {@link World}; made by Pekko, as the world's configuration says. */
public final class VirtualThread extends ExecutorServiceConfigurator {
    private final World world;

    public VirtualThread(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        world = World.of(prerequisites.settings().config());
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        return () -> new Turns(world);
    }

    private static final class Turns extends AbstractExecutorService {
        private final World world;
        private volatile boolean shutDown;

        private Turns(World world) {
            this.world = world;
        }

        @Override
        public void execute(Runnable turn) {
            world.ready(turn);
        }

        @Override
        public void shutdown() {
            shutDown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutDown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutDown;
        }

        @Override
        public boolean isTerminated() {
            return shutDown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutDown;
        }
    }
}
