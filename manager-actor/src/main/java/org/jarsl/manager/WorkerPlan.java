package org.jarsl.manager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jarsl.protocol.WorkerShape;

/**
 * How a manager divides its node among workers.
 *
 * @param environments for each worker, what its tasks find in their environment
 * @param cpus for each worker, the cores it is pinned to, as {@code 0-3,8}; empty for no pinning
 */
record WorkerPlan(int workers, WorkerShape shape, List<Map<String, String>> environments, List<String> cpus) {

    static WorkerPlan of(ManagerSettings settings, int cores, long memoryBytes) {
        int count = settings.limits().workers(cores, memoryBytes);
        long memoryEach = settings.memoryPerWorkerBytes() > 0 ? settings.memoryPerWorkerBytes() : memoryBytes / count;
        WorkerShape shape = new WorkerShape(
                Math.max(settings.coresPerWorker(), (double) cores / count),
                memoryEach,
                settings.accelerators().isEmpty() ? 0 : 1);
        return new WorkerPlan(count, shape, environments(settings, count), cpus(settings.cpuAffinity(), cores, count));
    }

    private static List<Map<String, String>> environments(ManagerSettings settings, int workers) {
        List<Map<String, String>> environments = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            Map<String, String> environment = new HashMap<>();
            environment.put("JARSL_WORKER_RANK", Integer.toString(rank));
            environment.put("JARSL_WORKER_COUNT", Integer.toString(workers));
            environment.put("JARSL_MANAGER_ID", settings.managerName());
            environment.put("JARSL_BLOCK_ID", settings.blockId());
            if (!settings.accelerators().isEmpty()) {
                String accelerator = settings.accelerators().get(rank);
                environment.put("CUDA_VISIBLE_DEVICES", accelerator);
                environment.put("ROCR_VISIBLE_DEVICES", accelerator);
                environment.put("ZE_AFFINITY_MASK", accelerator);
            }
            environments.add(Map.copyOf(environment));
        }
        return environments;
    }

    static List<String> cpus(String affinity, int cores, int workers) {
        if (affinity.equals("none")) {
            return List.of();
        }
        if (affinity.startsWith("list:")) {
            List<String> lists = List.of(affinity.substring("list:".length()).split(":"));
            if (lists.size() < workers) {
                throw new IllegalArgumentException("cpu-affinity \"" + affinity + "\" has " + lists.size()
                        + " lists of cores, but there are " + workers + " workers");
            }
            return lists.subList(0, workers);
        }
        int each = Math.max(1, cores / workers);
        return IntStream.range(0, workers)
                .mapToObj(rank -> IntStream.range(0, each)
                        .map(i -> core(affinity, rank, i, each, cores, workers))
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(",")))
                .toList();
    }

    private static int core(String affinity, int rank, int i, int each, int cores, int workers) {
        return switch (affinity) {
            case "block" -> (rank * each + i) % cores;
            case "block-reverse" -> cores - 1 - (rank * each + i) % cores;
            case "alternating" -> (rank + i * workers) % cores;
            default -> throw new IllegalArgumentException("unknown cpu-affinity \"" + affinity + "\"");
        };
    }
}
