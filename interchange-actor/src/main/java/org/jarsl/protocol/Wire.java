package org.jarsl.protocol;

/** Marks a message that may cross JVMs; everything marked is encoded with Jackson CBOR, and nothing else is sent. */
public interface Wire {}
