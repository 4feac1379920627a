package org.jarsl.tests.bench;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Hazelcast's distributed executor: a member without data here, one with two executor threads over there. */
final class HazelcastSystem implements OtherSystem {
    private static final String EXECUTOR = "bench";

    private record Nothing(byte[] argument) implements Callable<byte[]>, Serializable {
        @Override
        public byte[] call() {
            return argument;
        }
    }

    private final HazelcastInstance instance;
    private final IExecutorService executor;
    private final CompletableFuture<Member> other = new CompletableFuture<>();

    HazelcastSystem(boolean head) {
        Config config = new Config()
                .setClusterName("jarsl-bench")
                .setLiteMember(head)
                .setProperty("hazelcast.logging.type", "none")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.shutdownhook.enabled", "false");
        config.getExecutorConfig(EXECUTOR).setPoolSize(WORKERS).setQueueCapacity(0);
        config.getNetworkConfig().setPort(48600).setPortCount(10);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).addMember("127.0.0.1");
        config.addListenerConfig(new ListenerConfig(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                if (!event.getMember().localMember()) {
                    other.complete(event.getMember());
                }
            }

            @Override
            public void memberRemoved(MembershipEvent event) {}
        }));
        instance = Hazelcast.newHazelcastInstance(config);
        instance.getCluster().getMembers().stream()
                .filter(member -> !member.localMember())
                .forEach(other::complete); // who was there first
        if (head) {
            Member unused = other.orTimeout(60, TimeUnit.SECONDS).join();
        }
        executor = instance.getExecutorService(EXECUTOR);
    }

    @Override
    public Callable<?> call(byte[] argument) {
        Member worker = other.join();
        return executor.submitToMember(new Nothing(argument), worker)::get;
    }

    @Override
    public void close() {
        instance.shutdown();
    }
}
