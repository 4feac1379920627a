package org.jarsl.block.core;

import java.time.Duration;

/**
 * How many blocks there are, and how fast the scheduler is asked for them. Immutable.
 *
 * @param strategy when blocks are added and given back
 * @param initBlocks started at once; with {@link Strategy#NONE} also kept up
 * @param minBlocks kept up whether or not there is work
 * @param maxBlocks jobs there are at a time, with those that are being given back
 * @param parallelism workers wanted for each unfinished task, more than 0, at most 1
 * @param period how often the need is looked at
 * @param maxIdleTime how long blocks are too many, and a block idle, before it is given back
 * @param maxPending jobs that wait in the scheduler at a time, at least 1
 * @param commandsPerMinute given to the scheduler on average, at least 1
 */
public record ScalingSettings(
        Strategy strategy,
        int initBlocks,
        int minBlocks,
        int maxBlocks,
        double parallelism,
        Duration period,
        Duration maxIdleTime,
        int maxPending,
        int commandsPerMinute) {
    /** Parsl's strategies. */
    public enum Strategy {
        /** As many blocks as at first. */
        NONE,
        /** Adds blocks while there is work for more; gives back when there is none at all. */
        SIMPLE,
        /** As {@link #SIMPLE}, and gives back blocks that are idle while others work; Parsl's htex_auto_scale. */
        AUTO_SCALE_IN
    }

    public ScalingSettings {
        check(initBlocks >= 0 && minBlocks >= 0, "init-blocks and min-blocks must be at least 0");
        check(maxBlocks >= 1, "max-blocks must be at least 1");
        check(minBlocks <= maxBlocks, "min-blocks = " + minBlocks + " is more than max-blocks = " + maxBlocks);
        check(initBlocks <= maxBlocks, "init-blocks = " + initBlocks + " is more than max-blocks = " + maxBlocks);
        check(
                strategy != Strategy.NONE || (initBlocks >= 1 && minBlocks <= initBlocks),
                "strategy = none keeps init-blocks = " + initBlocks + " blocks up, so these must be at least 1 and at"
                        + " least min-blocks = " + minBlocks + "; strategy = simple starts blocks when there is work");
        check(
                strategy != Strategy.NONE || maxBlocks == initBlocks,
                "strategy = none keeps init-blocks = " + initBlocks + " blocks up, and max-blocks = " + maxBlocks
                        + " means nothing then; strategy = simple adds blocks when there is work for them");
        check(parallelism > 0 && parallelism <= 1, "parallelism must be more than 0, at most 1; got " + parallelism);
        check(!period.isNegative() && !period.isZero(), "strategy-period must be more than 0; got " + period);
        check(!maxIdleTime.isNegative(), "max-idle-time must be at least 0; got " + maxIdleTime);
        check(maxPending >= 1 && commandsPerMinute >= 1, "max-pending and commands-per-minute must be at least 1");
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** So many blocks, kept up; the rest as reference.conf has it. */
    public static ScalingSettings fixed(int blocks) {
        return new ScalingSettings(
                Strategy.NONE, blocks, 0, blocks, 1.0, Duration.ofSeconds(5), Duration.ofMinutes(2), 10, 60);
    }
}
