/**
 * Indexes the words of a directory: shell apps cut and count, Java apps add up in a tree. What a word is, is said once,
 * by the command line in {@link org.jarsl.samples.wordindex.WordApps}.
 */
@NullMarked
package org.jarsl.samples.wordindex;

import org.jspecify.annotations.NullMarked;
