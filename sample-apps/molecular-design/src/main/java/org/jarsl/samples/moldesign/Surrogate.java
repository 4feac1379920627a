package org.jarsl.samples.moldesign;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openscience.cdk.exception.CDKException;
import org.openscience.cdk.fingerprint.CircularFingerprinter;
import org.openscience.cdk.fingerprint.ICountFingerprint;
import org.openscience.cdk.silent.SilentChemObjectBuilder;
import org.openscience.cdk.smiles.SmilesParser;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/**
 * The cheap part: a random forest (Tribuo) that guesses the energy of a molecule from which atoms and bonds are next to
 * each other in it (circular fingerprints, CDK). Training and ranking are apps; a model is sent from one to the next as bytes.
 */
public final class Surrogate {
    private static final String UNIT = "eV";
    private static final int TREES = 100;
    private static final int DEPTH = 12;
    private static final float LEAST_IN_A_LEAF = 2;
    private static final float FEATURES_IN_A_SPLIT = 0.4f;

    /** Of the worker's process, since the same molecules are ranked again and again. */
    private static final Map<String, ICountFingerprint> FINGERPRINTS = new ConcurrentHashMap<>();

    private Surrogate() {}

    public static byte[] train(List<Ionisation> known, long seed) throws CDKException {
        RegressionFactory factory = new RegressionFactory();
        MutableDataset<Regressor> data = new MutableDataset<>(new SimpleDataSourceProvenance("xtb", factory), factory);
        for (Ionisation each : known) {
            data.add(example(each.smiles(), new Regressor(UNIT, each.electronvolts())));
        }
        CARTRegressionTrainer tree = new CARTRegressionTrainer(
                DEPTH, LEAST_IN_A_LEAF, 0, FEATURES_IN_A_SPLIT, false, new MeanSquaredError(), seed);
        RandomForestTrainer<Regressor> forest = new RandomForestTrainer<>(tree, new AveragingCombiner(), TREES, seed);
        return forest.train(data).serialize().toByteArray();
    }

    /** The molecules that the model takes for the best, with what it takes them for. */
    public static List<Ionisation> rank(byte[] model, List<String> molecules, int count)
            throws CDKException, InvalidProtocolBufferException {
        double[] guesses = guess(model, molecules);
        List<Ionisation> guessed = new ArrayList<>();
        for (int i = 0; i < guesses.length; i++) {
            guessed.add(new Ionisation(molecules.get(i), guesses[i]));
        }
        guessed.sort(Comparator.comparingDouble(Ionisation::electronvolts).reversed());
        return List.copyOf(guessed.subList(0, Math.min(count, guessed.size())));
    }

    /** What the model takes the energies to be, in the order of the molecules. */
    static double[] guess(byte[] model, List<String> molecules) throws CDKException, InvalidProtocolBufferException {
        Model<Regressor> forest = Model.deserialize(ModelProto.parseFrom(model)).castModel(Regressor.class);
        double[] guesses = new double[molecules.size()];
        for (int i = 0; i < guesses.length; i++) {
            Regressor unknown = new Regressor(UNIT, Double.NaN);
            guesses[i] = forest.predict(example(molecules.get(i), unknown))
                    .getOutput()
                    .getValues()[0];
        }
        return guesses;
    }

    private static ArrayExample<Regressor> example(String smiles, Regressor energy) throws CDKException {
        ICountFingerprint fingerprint = fingerprint(smiles);
        ArrayExample<Regressor> example = new ArrayExample<>(energy);
        example.add("any", 1); // Tribuo refuses an example of which it knows no feature
        for (int i = 0; i < fingerprint.numOfPopulatedbins(); i++) {
            example.add("f" + fingerprint.getHash(i), fingerprint.getCount(i));
        }
        return example;
    }

    private static ICountFingerprint fingerprint(String smiles) throws CDKException {
        ICountFingerprint known = FINGERPRINTS.get(smiles);
        if (known == null) {
            SmilesParser parser = new SmilesParser(SilentChemObjectBuilder.getInstance());
            known = new CircularFingerprinter(CircularFingerprinter.CLASS_ECFP2)
                    .getCountFingerprint(parser.parseSmiles(smiles));
            FINGERPRINTS.put(smiles, known);
        }
        return known;
    }
}
