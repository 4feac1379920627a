package org.jarsl.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import java.time.Clock;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullMarked;

/** Who may know whom. A rule that does not hold is a defect of the design: it is not loosened to let code pass. */
@AnalyzeClasses(packages = "org.jarsl", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String API = "org.jarsl";
    private static final String PROTOCOL = "org.jarsl.protocol..";
    private static final String INTERCHANGE = "org.jarsl.interchange..";
    private static final String[] BESIDE_THE_INTERCHANGE = {
        "org.jarsl.actor..", "org.jarsl.codec..", "org.jarsl.settings..", "org.jarsl.state.."
    };
    private static final String[] MANAGER = {"org.jarsl.manager..", "org.jarsl.worker.."};
    private static final String[] PROVIDERS = {"org.jarsl.provider..", "org.jarsl.block..", "org.jarsl.launcher.."};
    private static final String[] DFK = {API, "org.jarsl.dfk..", "org.jarsl.executor..", "org.jarsl.cli.."};

    private static final DescribedPredicate<JavaClass> THREADS = resideInAnyPackage("java.util.concurrent..")
            .or(assignableTo(Executor.class))
            .or(type(Thread.class))
            .or(type(ThreadLocal.class))
            .or(type(ProcessHandle.class))
            .or(assignableTo(Process.class))
            .or(type(ProcessBuilder.class))
            .as("threads, locks, executors or processes");

    private static final DescribedPredicate<JavaClass> INPUT_OR_OUTPUT = resideInAnyPackage(
                    "java.io..", "java.nio..", "java.net..", "org.slf4j..")
            .and(not(type(java.io.Serializable.class)))
            .as("input or output");

    private static final DescribedPredicate<JavaClass> CLOCKS_OR_CHANCE = assignableTo(Clock.class)
            .or(assignableTo(java.util.Random.class))
            .or(assignableTo(java.util.random.RandomGenerator.class))
            .or(type(java.util.UUID.class))
            .as("clocks or random numbers");

    @ArchTest
    static final ArchRule coresDoNotKnowPekko = cores().dependOnClassesThat(resideInAnyPackage("org.apache.pekko.."));

    @ArchTest
    static final ArchRule coresHaveNoThreads = cores().dependOnClassesThat(THREADS);

    @ArchTest
    static final ArchRule coresReadAndWriteNothing = cores().dependOnClassesThat(INPUT_OR_OUTPUT);

    @ArchTest
    static final ArchRule coresHaveNoClockAndNoChance = cores().dependOnClassesThat(CLOCKS_OR_CHANCE)
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule thereAreCores = classes()
            .that()
            .haveSimpleNameEndingWith("Core")
            .should()
            .resideInAPackage("org.jarsl..core")
            .because("all decisions are made there");

    @ArchTest
    static final ArchRule theProtocolKnowsNothingElseOfJarsl = noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .dependOnClassesThat(resideInAPackage("org.jarsl..").and(not(resideInAPackage(PROTOCOL))));

    @ArchTest
    static final ArchRule theInterchangeKnowsNoOtherRoom = noClasses()
            .that()
            .resideInAPackage(INTERCHANGE)
            .or()
            .resideInAnyPackage(BESIDE_THE_INTERCHANGE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(MANAGER)
                    .or(resideInAnyPackage(PROVIDERS))
                    .or(resideInAnyPackage(DFK)));

    @ArchTest
    static final ArchRule managersKnowNeitherTheApiNorTheDfkNorProviders = noClasses()
            .that()
            .resideInAnyPackage(MANAGER)
            .should()
            .dependOnClassesThat(resideInAnyPackage(DFK).or(resideInAnyPackage(PROVIDERS)));

    @ArchTest
    static final ArchRule providersKnowNeitherManagersNorTheDfk = noClasses()
            .that()
            .resideInAnyPackage(PROVIDERS)
            .should()
            .dependOnClassesThat(resideInAnyPackage(MANAGER).or(resideInAnyPackage(DFK)));

    @ArchTest
    static final ArchRule usersSeeNothingOfPekko =
            members().that().areDeclaredInClassesThat().resideInAPackage(API).should(showNoPekkoType());

    @ArchTest
    static final ArchRule eachPackageSaysWhatIsNull =
            classes().that().resideInAPackage("org.jarsl..").should(resideInANullMarkedPackage());

    private static ClassesShould cores() {
        return noClasses().that().resideInAPackage("org.jarsl..core..").should();
    }

    private static ArchCondition<JavaMember> showNoPekkoType() {
        return new ArchCondition<>("show no Pekko type") {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                boolean seen = member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED);
                boolean pekko = member.getAllInvolvedRawTypes().stream()
                        .anyMatch(type -> type.getName().startsWith("org.apache.pekko"));
                events.add(new SimpleConditionEvent(member, !(seen && pekko), member.getFullName()));
            }
        };
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package marked @NullMarked") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(item, marked, item.getName() + " is in a package without it"));
            }
        };
    }
}
