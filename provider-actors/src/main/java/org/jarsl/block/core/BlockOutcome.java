package org.jarsl.block.core;

/**
 * What became of one block.
 *
 * @param connected whether a manager of it registered; if not, it has failed
 * @param description of a failed one: its job, exit code and the end of its standard error
 */
public record BlockOutcome(String blockId, boolean connected, String description) {}
