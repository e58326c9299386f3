package dev.flysnap;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Which package may know which. The table is the design; a new import between packages is a
 * decision, made here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private static final String ROOT = "dev.flysnap.";
    private static final List<String> FOUNDATIONS =
            List.of("json", "time", "model", "problem", "file");

    /** Package to what it may import besides itself; a name stands for its sub-packages too. */
    private static final Map<String, List<String>> MAY_IMPORT =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("json", List.of()),
                            Map.entry("time", List.of()),
                            Map.entry("file", List.of()),
                            Map.entry("problem", List.of()),
                            Map.entry("retry", List.of("time")),
                            Map.entry("model", List.of("json")),
                            Map.entry("config", FOUNDATIONS),
                            Map.entry("contract", FOUNDATIONS),
                            Map.entry("fly", with("retry")),
                            Map.entry("sqlite", FOUNDATIONS),
                            Map.entry("seal", FOUNDATIONS),
                            Map.entry("storage", with("retry")),
                            Map.entry("journal", with("seal", "storage")),
                            Map.entry("sim", FOUNDATIONS),
                            Map.entry("tags", with("fly.resource")),
                            Map.entry("proof", with("contract", "fly.resource")),
                            Map.entry("hook", with("contract", "fly", "proof", "retry")),
                            Map.entry("agent", with("contract", "sqlite", "seal", "config")),
                            Map.entry("saga", with("journal", "retry")),
                            Map.entry("runtime", with("fly", "journal", "saga")),
                            Map.entry(
                                    "snapshot",
                                    with(
                                            "fly",
                                            "contract",
                                            "hook",
                                            "proof",
                                            "saga",
                                            "journal",
                                            "runtime",
                                            "tags")),
                            Map.entry(
                                    "restore",
                                    with(
                                            "snapshot",
                                            "fly",
                                            "contract",
                                            "hook",
                                            "proof",
                                            "sqlite",
                                            "seal",
                                            "portable",
                                            "retry",
                                            "saga",
                                            "journal",
                                            "runtime",
                                            "tags")),
                            Map.entry(
                                    "sources",
                                    with(
                                            "portable",
                                            "restore",
                                            "snapshot",
                                            "fly",
                                            "hook",
                                            "tags",
                                            "proof",
                                            "seal",
                                            "journal",
                                            "runtime")),
                            Map.entry(
                                    "setup",
                                    with("config", "contract", "fly", "hook", "proof", "runtime")),
                            Map.entry(
                                    "doctor",
                                    with(
                                            "config",
                                            "setup",
                                            "sources",
                                            "portable",
                                            "storage",
                                            "drill",
                                            "restore",
                                            "schedule",
                                            "snapshot",
                                            "fly",
                                            "contract",
                                            "hook",
                                            "proof",
                                            "saga",
                                            "journal",
                                            "runtime",
                                            "tags")),
                            Map.entry(
                                    "portable",
                                    with(
                                            "contract",
                                            "hook",
                                            "proof",
                                            "sqlite",
                                            "seal",
                                            "storage",
                                            "fly",
                                            "saga",
                                            "runtime")),
                            Map.entry("schedule", with("fly")),
                            Map.entry("notify", with("retry")),
                            Map.entry(
                                    "drill",
                                    with(
                                            "fly",
                                            "contract",
                                            "hook",
                                            "restore",
                                            "snapshot",
                                            "sqlite",
                                            "proof",
                                            "journal",
                                            "runtime")),
                            Map.entry("demo", with("sim", "sqlite", "config", "seal")),
                            Map.entry(
                                    "bench",
                                    with(
                                            "config",
                                            "contract",
                                            "fly",
                                            "hook",
                                            "proof",
                                            "journal",
                                            "saga",
                                            "runtime",
                                            "snapshot",
                                            "sqlite",
                                            "agent",
                                            "sim",
                                            "demo"))));

    /** Library to the packages that may use it. */
    private static final Map<String, Set<String>> LIBRARIES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("okhttp3..", Set.of("fly", "hook", "notify")),
                            Map.entry("com.cronutils..", Set.of("schedule")),
                            Map.entry("io.github.bucket4j..", Set.of("fly")),
                            Map.entry(
                                    "io.github.resilience4j..", Set.of("retry", "fly", "runtime")),
                            Map.entry("com.google.gson..", Set.of("json")),
                            Map.entry("java.sql..", Set.of("sqlite", "journal", "demo", "bench")),
                            Map.entry("org.sqlite..", Set.of("sqlite", "journal", "demo", "bench")),
                            Map.entry("org.tomlj..", Set.of("config")),
                            Map.entry("org.snakeyaml..", Set.of("config")),
                            Map.entry("picocli..", Set.of("cli")),
                            Map.entry("me.tongfei..", Set.of("cli")),
                            Map.entry("gg.jte..", Set.of("drill")),
                            Map.entry("graphql..", Set.of("sim")),
                            Map.entry("com.github.luben..", Set.of("seal")),
                            Map.entry("software.amazon.awssdk..", Set.of("storage")),
                            Map.entry("com.exceptionfactory..", Set.of("seal")),
                            Map.entry("com.sun.net.httpserver..", Set.of("sim"))));

    /** How a restore works inside: what others need of it is in its other packages. */
    private static final List<String> RESTORE_INTERNALS =
            List.of("restore.route..", "restore.topology..", "restore.machine..");

    private static final int MAX_FILES_OF_A_PACKAGE = 16;

    /**
     * Of this object, which JUnit drops: 170 MB, and whoever collects garbage would look at all.
     */
    private final JavaClasses program =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.flysnap");

    private static final SliceAssignment BY_PACKAGE =
            new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                    return SliceIdentifier.of(type.getPackageName());
                }

                @Override
                public String getDescription() {
                    return "each package by itself";
                }
            };

    private static List<String> with(String... packages) {
        List<String> all = new ArrayList<>(FOUNDATIONS);
        all.addAll(List.of(packages));
        return all;
    }

    @Test
    void everyPackageIsInTheTable() {
        Set<String> packages = new TreeSet<>();
        program.forEach(type ->
                packages.add(type.getPackageName().substring(ROOT.length()).split("\\.")[0]));
        packages.removeAll(MAY_IMPORT.keySet());
        assertEquals(Set.of("cli"), packages, "only the command line may import everything");
        assertTrue(
                program.contain("dev.flysnap.problem.Problem"), "the program's classes were found");
    }

    @Test
    void aPackageImportsOnlyWhatTheTableAllows() {
        MAY_IMPORT.forEach((name, allowed) -> {
            DescribedPredicate<JavaClass> forbidden = resideInAPackage("dev.flysnap..");
            forbidden = forbidden.and(not(resideInAPackage(ROOT + name + "..")));
            for (String other : allowed) {
                forbidden = forbidden.and(not(resideInAPackage(ROOT + other + "..")));
            }
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + name + "..")
                    .should()
                    .dependOnClassesThat(forbidden.as("packages that " + name + " must not know"))
                    .check(program);
        });
    }

    @Test
    void packagesHaveNoCyclesAtAnyDepth() {
        slices().assignedFrom(BY_PACKAGE).should().beFreeOfCycles().check(program);
        slices().matching("dev.flysnap.(*)..").should().beFreeOfCycles().check(program);
    }

    @Test
    void aPackageIsSmallEnoughToBeReadAtOnce() {
        Map<String, Long> files =
                program.stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .collect(
                                Collectors.groupingBy(
                                        JavaClass::getPackageName,
                                        TreeMap::new,
                                        Collectors.counting()));
        files.values().removeIf(count -> count <= MAX_FILES_OF_A_PACKAGE);
        assertEquals(Map.of(), files, "packages of more than about 15 files: split by concept");
    }

    @Test
    void theInsideOfARestoreIsReachedByRestoresOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.flysnap.restore..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        RESTORE_INTERNALS.stream().map(ROOT::concat).toArray(String[]::new))
                .check(program);
    }

    @Test
    void aLibraryStaysInItsPackages() {
        LIBRARIES.forEach((library, packages) ->
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                packages.stream()
                                        .map(name -> ROOT + name + "..")
                                        .toArray(String[]::new))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library)
                        .check(program));
    }

    @Test
    void failuresOfFilesConnectionsAndSqliteAreToldInOurOwnWords() {
        noClasses()
                .that()
                .areNotAssignableTo(FailureText.class)
                .should()
                .callMethodWhere(
                        target(name("getMessage").or(name("toString")))
                                .and(
                                        target(
                                                owner(
                                                        assignableTo(IOException.class)
                                                                .or(
                                                                        assignableTo(
                                                                                SQLException
                                                                                        .class))))))
                .check(program);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(program);
    }
}
