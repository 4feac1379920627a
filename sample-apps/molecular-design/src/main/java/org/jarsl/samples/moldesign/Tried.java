package org.jarsl.samples.moldesign;

import org.jspecify.annotations.Nullable;

/**
 * A molecule on which a simulation was spent.
 *
 * @param electronvolts null if the simulation failed
 */
record Tried(String smiles, @Nullable Double electronvolts) {
    boolean isAbove(double threshold) {
        return electronvolts != null && electronvolts > threshold;
    }
}
