package org.jarsl.samples.moldesign;

/** What a simulation has found out: the energy, in eV, that it takes to remove an electron from the molecule at rest. */
public record Ionisation(String smiles, double electronvolts) {}
