package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * Where a shell command's standard output or error goes.
 *
 * @param path absolute path; missing parent directories are made
 * @param append true to add to what is there, false to empty it first
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record StreamTarget(String path, boolean append) {}
