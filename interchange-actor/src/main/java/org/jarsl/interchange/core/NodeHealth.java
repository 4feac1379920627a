package org.jarsl.interchange.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.collections.Long2ObjectHashMap;
import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Tells nodes on which everything fails from apps that fail everywhere. A node is set aside when its last attempts have
 * all failed, of several tasks, while since the first of these failures the same apps ended well on other nodes; a
 * failure of a task that has failed on two nodes counts against neither. A node set aside gets nothing for a while, then
 * one task at a time until one ends well. Never are all nodes set aside. Single-threaded.
 */
final class NodeHealth {
    static final int LAST = 8;
    static final int TASKS = 3;
    /** So many attempts must have ended well elsewhere, and at most one for so many in {@link #LAST} have failed. */
    static final int GOOD_ELSEWHERE = 4;

    static final long FIRST_MILLIS = 600_000;
    static final long LONGEST_MILLIS = 3_600_000;
    private static final int MAX_NODES = 10_000;

    /** What a node may get. */
    enum Trust {
        ALL,
        ONE_AT_A_TIME,
        NOTHING
    }

    /** What a node may get from now on, and why. */
    record Change(Node node, Trust trust, String reason) {}

    private record Attempt(long taskId, int app, boolean good, long endedMillis) {}

    /** One node: its last attempts, and what it may get. */
    static final class Node {
        final String name;
        /** Managers that are registered from there. */
        int managers;

        Trust trust = Trust.ALL;
        private final ArrayDeque<Attempt> last = new ArrayDeque<>(LAST);
        /** Failures in a row, and when the first of them was. */
        private int failures;

        private long failingSinceMillis;
        private long asideMillis;
        private long asideUntilMillis;

        private Node(String name) {
            this.name = name;
        }
    }

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    /** Where tasks have failed, as long as that counts against a node. */
    private final Long2ObjectHashMap<Node> failedOn = new Long2ObjectHashMap<>();

    /** A manager has come from there. */
    Node up(String name) {
        Node node = nodes.computeIfAbsent(name, Node::new);
        node.managers++;
        if (nodes.size() > MAX_NODES) {
            nodes.values().stream().filter(n -> n.managers == 0).findFirst().ifPresent(gone -> {
                forget(gone);
                nodes.remove(gone.name);
            });
        }
        return node;
    }

    /** Where a task has failed, if that was of late; it may do better elsewhere. */
    @Nullable
    Node failedOn(long taskId) {
        return failedOn.get(taskId);
    }

    /** An attempt has ended; the answer is empty unless that changes what the node may get. */
    List<Change> ended(Node node, long taskId, int app, @Nullable Failure failure, long nowMillis) {
        if (failure == null) {
            add(node, new Attempt(taskId, app, true, nowMillis));
            node.failures = 0;
            boolean changed = node.trust != Trust.ALL;
            node.trust = Trust.ALL;
            node.asideMillis = 0;
            return changed ? List.of(new Change(node, node.trust, "a task ended well there")) : List.of();
        }
        Node before = failedOn.get(taskId);
        if (before != null && before != node) {
            before.last.removeIf(attempt -> attempt.taskId() == taskId);
            failedOn.remove(taskId);
            return List.of();
        }
        if (node.failures++ == 0) {
            node.failingSinceMillis = nowMillis;
        }
        failedOn.put(taskId, node);
        add(node, new Attempt(taskId, app, false, nowMillis));
        // Not at each failure, for it looks at all nodes.
        boolean look = node.failures % LAST == 0 || node.trust == Trust.ONE_AT_A_TIME;
        boolean bad = look && node.trust != Trust.NOTHING && othersDoBetter(node);
        return bad ? List.of(setAside(node, failure, nowMillis)) : List.of();
    }

    /** The nodes whose time is over: they get one task at a time now. */
    List<Change> expire(long nowMillis) {
        List<Change> changes = new ArrayList<>();
        for (Node node : nodes.values()) {
            if (node.trust == Trust.NOTHING && node.asideUntilMillis <= nowMillis) {
                node.trust = Trust.ONE_AT_A_TIME;
                changes.add(new Change(node, node.trust, "it gets one task at a time until one ends well"));
            }
        }
        return changes;
    }

    /** If there are managers, but only on nodes that are set aside, these are all that there is. */
    List<Change> pardonIfAllAreAside() {
        List<Change> changes = new ArrayList<>();
        boolean anyUp = nodes.values().stream().anyMatch(node -> node.managers > 0);
        boolean anyGood = nodes.values().stream().anyMatch(node -> node.managers > 0 && node.trust != Trust.NOTHING);
        if (anyUp && !anyGood) {
            for (Node node : nodes.values()) {
                if (node.trust == Trust.NOTHING) {
                    forget(node);
                    node.trust = Trust.ALL;
                    changes.add(new Change(node, node.trust, "there is no other node"));
                }
            }
        }
        return changes;
    }

    private void add(Node node, Attempt attempt) {
        node.last.add(attempt);
        if (node.last.size() > LAST) {
            Attempt oldest = node.last.remove();
            if (!oldest.good()) {
                failedOn.remove(oldest.taskId());
            }
        }
    }

    private void forget(Node node) {
        node.last.stream().filter(attempt -> !attempt.good()).forEach(attempt -> failedOn.remove(attempt.taskId()));
        node.last.clear();
        node.failures = 0;
    }

    private boolean othersDoBetter(Node node) {
        Set<Long> tasks = new HashSet<>();
        Set<Integer> apps = new HashSet<>();
        for (Attempt attempt : node.last) {
            tasks.add(attempt.taskId());
            apps.add(attempt.app());
        }
        boolean allFailed = node.last.size() == LAST && node.last.stream().noneMatch(Attempt::good);
        return allFailed && tasks.size() >= TASKS && elsewhere(node, apps, nodes.values());
    }

    private static boolean elsewhere(Node node, Set<Integer> apps, Collection<Node> all) {
        Set<Integer> goodApps = new HashSet<>();
        int good = 0;
        int bad = 0;
        boolean anyUp = false;
        for (Node other : all) {
            if (other == node || other.trust != Trust.ALL) {
                continue;
            }
            anyUp |= other.managers > 0;
            for (Attempt attempt : other.last) {
                if (attempt.endedMillis() < node.failingSinceMillis || !apps.contains(attempt.app())) {
                    continue;
                }
                if (attempt.good()) {
                    good++;
                    goodApps.add(attempt.app());
                } else {
                    bad++;
                }
            }
        }
        return anyUp && good >= GOOD_ELSEWHERE && bad * LAST <= good && goodApps.containsAll(apps);
    }

    private Change setAside(Node node, Failure failure, long nowMillis) {
        long before = node.asideMillis;
        node.asideMillis = before == 0 ? FIRST_MILLIS : Math.min(LONGEST_MILLIS, 2 * before);
        node.asideUntilMillis = nowMillis + node.asideMillis;
        node.trust = Trust.NOTHING;
        long tasks = node.last.stream().map(Attempt::taskId).distinct().count();
        return new Change(
                node,
                node.trust,
                "the last " + node.failures + " attempts there failed in a row, those of " + tasks
                        + " tasks among the last " + LAST + ", while the same apps ended well on other nodes; it gets "
                        + "no tasks for " + node.asideMillis / 60_000 + " min; the last failure: " + failure.message());
    }
}
