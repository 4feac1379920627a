package org.jarsl.executor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jarsl.NodeSummary;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.TaskResult;

/** What each manager has done, for the summary. Thread-safe; the longest gone are forgotten. */
final class NodeLedger {
    private static final int MAX_MANAGERS = 20_000;

    private static final class Entry {
        /** In its latest life. */
        ManagerInfo info;

        boolean up = true;
        long tasks;
        long busyMicros;
        long peakRssBytes;

        Entry(ManagerInfo info) {
            this.info = info;
        }
    }

    private final String executor;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> setAside = new HashSet<>();

    NodeLedger(String executor) {
        this.executor = executor;
    }

    synchronized void up(ManagerInfo manager) {
        Entry entry = entries.computeIfAbsent(manager.id().name(), name -> new Entry(manager));
        entry.info = manager;
        entry.up = true;
        if (entries.size() > MAX_MANAGERS) {
            entries.values().stream()
                    .filter(e -> !e.up)
                    .findFirst()
                    .ifPresent(oldest -> entries.remove(oldest.info.id().name()));
        }
    }

    synchronized void down(ManagerInfo manager) {
        Entry entry = entries.get(manager.id().name());
        if (entry != null && entry.info.id().equals(manager.id())) {
            entry.up = false;
        }
    }

    synchronized void judged(String node, boolean nowSetAside) {
        if (nowSetAside) {
            setAside.add(node);
        } else {
            setAside.remove(node);
        }
    }

    synchronized void memory(ManagerInfo manager, long peakRssBytes) {
        Entry entry = entries.get(manager.id().name());
        if (entry != null) {
            entry.peakRssBytes = Math.max(entry.peakRssBytes, peakRssBytes);
        }
    }

    synchronized void ended(ManagerInfo manager, List<TaskResult> results) {
        Entry entry = entries.get(manager.id().name());
        if (entry != null) {
            entry.tasks += results.size();
            for (TaskResult result : results) {
                entry.busyMicros += result.durationMicros();
            }
        }
    }

    synchronized List<NodeSummary> summary() {
        List<NodeSummary> all = new ArrayList<>();
        for (Entry e : entries.values()) {
            all.add(new NodeSummary(
                    executor,
                    e.info.id().name(),
                    e.info.node(),
                    e.info.blockId(),
                    e.info.pid(),
                    e.info.workers(),
                    e.up,
                    setAside.contains(e.info.node()),
                    e.tasks,
                    e.busyMicros / 1000,
                    e.peakRssBytes));
        }
        return all;
    }
}
