package org.jarsl.testkit;

import org.jarsl.DataFlowKernel;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit 5 extension that starts a cluster before each test and closes it afterwards. Tests get it as a parameter of
 * type {@link SimulatedCluster}, and its {@link DataFlowKernel} as another.
 *
 * <pre>{@code
 * @RegisterExtension
 * final SimulatedClusterExtension simulated = SimulatedCluster.builder().nodes(3).extension();
 * }</pre>
 */
public final class SimulatedClusterExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private final SimulatedCluster.Builder builder;

    SimulatedClusterExtension(SimulatedCluster.Builder builder) {
        this.builder = builder;
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        store(test).put(this, builder.start());
    }

    @Override
    public void afterEach(ExtensionContext test) {
        SimulatedCluster cluster = store(test).remove(this, SimulatedCluster.class);
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == SimulatedCluster.class || type == DataFlowKernel.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        SimulatedCluster cluster = store(test).get(this, SimulatedCluster.class);
        if (cluster == null) {
            throw new IllegalStateException(
                    "the simulated cluster is there in test methods and @BeforeEach alone, not in "
                            + parameter.getDeclaringExecutable());
        }
        return parameter.getParameter().getType() == DataFlowKernel.class ? cluster.dfk() : cluster;
    }

    private static ExtensionContext.Store store(ExtensionContext test) {
        return test.getStore(ExtensionContext.Namespace.create(SimulatedClusterExtension.class));
    }
}
