package org.jarsl.tests.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCompute;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.lang.IgniteClosure;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** Apache Ignite's compute grid: a client node here, a server node over there. */
final class IgniteSystem implements OtherSystem {
    private static final String ADDRESSES = "127.0.0.1:48500..48509";
    private static final long DATA_BYTES = 64L << 20;

    private static final class Nothing implements IgniteClosure<byte[], byte[]> {
        private static final long serialVersionUID = 1;

        @Override
        public byte[] apply(byte[] argument) {
            return argument;
        }
    }

    private final Ignite ignite;
    private final IgniteCompute compute;

    IgniteSystem(boolean head) {
        ignite = Ignition.start(new IgniteConfiguration()
                .setClientMode(head)
                .setLocalHost("127.0.0.1")
                .setPublicThreadPoolSize(WORKERS)
                .setGridLogger(new NullLogger())
                .setMetricsLogFrequency(0)
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration().setMaxSize(DATA_BYTES)))
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setLocalPort(48500)
                        .setLocalPortRange(10)
                        .setIpFinder(new TcpDiscoveryVmIpFinder().setAddresses(List.of(ADDRESSES)))));
        compute = ignite.compute(ignite.cluster().forServers());
    }

    @Override
    public Callable<?> call(byte[] argument) {
        return compute.applyAsync(new Nothing(), argument)::get;
    }

    @Override
    public void close() {
        ignite.close();
    }
}
