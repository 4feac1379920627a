package org.jarsl.samples.moldesign;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.openscience.cdk.exception.CDKException;
import org.openscience.cdk.silent.SilentChemObjectBuilder;
import org.openscience.cdk.smiles.SmiFlavor;
import org.openscience.cdk.smiles.SmilesGenerator;
import org.openscience.cdk.smiles.SmilesParser;

/** The molecules among which is searched: small skeletons, each with all pairs of groups at two of its atoms. */
public final class SearchSpace {
    /** In SMILES, bound by their first atom; empty is hydrogen. */
    private static final List<String> GROUPS = List.of(
            "",
            "F",
            "Cl",
            "O",
            "N",
            "S",
            "C",
            "CC",
            "C=C",
            "C#C",
            "C#N",
            "C=O",
            "C(C)=O",
            "C(=O)O",
            "C(N)=O",
            "OC",
            "CO",
            "CN",
            "N(C)C",
            "SC",
            "C(F)(F)F",
            "OC(F)(F)F",
            "[N+](=O)[O-]",
            "S(C)(=O)=O");

    /** Chains, rings and aromatic rings; the pairs at the same ring are those that symmetry does not make one. */
    private static final List<String> SKELETONS = List.of(
            "C(A)C(B)",
            "C(A)CC(B)",
            "C(A)=C(B)",
            "C(A)CCC(B)",
            "C1(A)C(B)C1",
            "C1(A)CC(B)C1",
            "C1(A)CCC(B)C1",
            "C1(A)CCC(B)CC1",
            "C1(A)COC(B)CC1",
            "c1(A)c(B)cccc1",
            "c1(A)cc(B)ccc1",
            "c1(A)ccc(B)cc1",
            "n1c(A)c(B)ccc1",
            "n1c(A)cc(B)cc1",
            "n1c(A)ccc(B)c1",
            "n1c(A)cccc1(B)",
            "n1c(A)nc(B)cc1",
            "o1c(A)ccc1(B)",
            "o1c(A)cc(B)c1",
            "s1c(A)ccc1(B)",
            "s1c(A)cc(B)c1",
            "[nH]1c(A)ccc1(B)");

    private SearchSpace() {}

    /** Each molecule once, in CDK's canonical SMILES, in alphabetical order. */
    public static List<String> molecules() throws CDKException {
        SmilesParser parser = new SmilesParser(SilentChemObjectBuilder.getInstance());
        SmilesGenerator canonical = new SmilesGenerator(SmiFlavor.Unique | SmiFlavor.UseAromaticSymbols);
        SortedSet<String> molecules = new TreeSet<>();
        for (String skeleton : SKELETONS) {
            for (String a : GROUPS) {
                for (String b : GROUPS) {
                    String smiles = skeleton.replace("(A)", bound(a)).replace("(B)", bound(b));
                    molecules.add(canonical.create(parser.parseSmiles(smiles)));
                }
            }
        }
        return List.copyOf(molecules);
    }

    private static String bound(String group) {
        return group.isEmpty() ? "" : "(" + group + ")";
    }
}
