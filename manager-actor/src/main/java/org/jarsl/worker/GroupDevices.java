package org.jarsl.worker;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a task finds in its environment when it occupies several workers: the devices of all of them. */
final class GroupDevices {
    /** Variables that list what a process may use. */
    private static final Set<String> DEVICES =
            Set.of("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "ZE_AFFINITY_MASK");

    private GroupDevices() {}

    /** The variables of the worker {@code rank}, in a group of {@code ranks} if there are any. */
    static Map<String, String> variables(List<Map<String, String>> environments, int rank, Set<Integer> ranks) {
        Map<String, String> own = environments.get(rank);
        if (ranks.isEmpty()) {
            return own;
        }
        Map<String, String> variables = new HashMap<>(own);
        variables.replaceAll((name, value) -> DEVICES.contains(name) ? ofAll(environments, name, ranks) : value);
        return variables;
    }

    private static String ofAll(List<Map<String, String>> environments, String name, Set<Integer> ranks) {
        Set<String> devices = new LinkedHashSet<>();
        for (int rank : ranks) {
            String value = environments.get(rank).get(name);
            if (value != null) {
                devices.add(value);
            }
        }
        return String.join(",", devices);
    }
}
