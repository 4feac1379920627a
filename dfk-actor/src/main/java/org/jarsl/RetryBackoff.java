package org.jarsl;

import java.time.Duration;

/** What {@link RetryPolicy#backoff} makes. */
record RetryBackoff(Duration first, Duration longest) implements RetryPolicy {
    /** 2 to the power of 64 divided by the golden ratio: its multiples spread numbers in a row evenly. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    RetryBackoff {
        boolean inOrder = first.compareTo(longest) <= 0 && longest.compareTo(LONGEST_DELAY) <= 0;
        if (first.isNegative() || first.isZero() || !inOrder) {
            throw new IllegalArgumentException(
                    "expected delays with 0 < first <= longest <= 1 day; got " + first + " and " + longest);
        }
    }

    @Override
    public double cost(AppException failure, long taskId, int attempt) {
        return 1;
    }

    @Override
    public Duration delay(AppException failure, long taskId, int attempt) {
        double whole = Math.min((double) longest.toMillis(), first.toMillis() * Math.pow(2, attempt));
        double fraction = ((taskId * SPREAD) >>> 11) * 0x1p-53;
        return Duration.ofMillis(Math.round(whole * (1 + fraction) / 2));
    }
}
