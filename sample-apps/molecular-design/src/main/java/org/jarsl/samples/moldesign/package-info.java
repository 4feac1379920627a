/**
 * A search among thousands of molecules for those with a high ionisation energy, when to find out the energy of one is
 * expensive: simulate some, train a model on them, let it rank the others, simulate the most promising, and again. The
 * chemistry is real ({@code xtb}, CDK), and the program shows what the model is worth: beside the search runs one that
 * chooses at random and has the same budget.
 */
@NullMarked
package org.jarsl.samples.moldesign;

import org.jspecify.annotations.NullMarked;
