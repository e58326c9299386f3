package dev.flysnap;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Who may know whom. The table is the design; a new import between rooms is a decision, made here.
 */
class RoomsTest {
    private static final String ROOT = "dev.flysnap.";
    private static final List<String> GROUND = List.of("json", "time", "model", "problem", "file");

    /** Room to the rooms that it may import, besides the ground floor below it. */
    private static final Map<String, List<String>> MAY_IMPORT =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("json", List.of()),
                            Map.entry("time", List.of()),
                            Map.entry("model", List.of("json")),
                            Map.entry("problem", List.of()),
                            Map.entry("file", List.of()),
                            Map.entry("config", GROUND),
                            Map.entry("contract", GROUND),
                            Map.entry("fly", GROUND),
                            Map.entry("sqlite", GROUND),
                            Map.entry("journal", GROUND),
                            Map.entry("sim", GROUND),
                            Map.entry("hook", with("contract", "fly")),
                            Map.entry("agent", with("contract", "sqlite", "config")),
                            Map.entry("saga", with("journal")),
                            Map.entry(
                                    "snapshot", with("fly", "contract", "hook", "saga", "journal")),
                            Map.entry(
                                    "restore",
                                    with(
                                            "snapshot",
                                            "fly",
                                            "contract",
                                            "hook",
                                            "sqlite",
                                            "saga",
                                            "journal")),
                            Map.entry(
                                    "doctor",
                                    with(
                                            "config",
                                            "restore",
                                            "snapshot",
                                            "fly",
                                            "contract",
                                            "hook",
                                            "saga",
                                            "journal")),
                            Map.entry("demo", with("sim", "sqlite", "config")),
                            Map.entry(
                                    "bench",
                                    with(
                                            "config",
                                            "contract",
                                            "fly",
                                            "hook",
                                            "journal",
                                            "saga",
                                            "snapshot",
                                            "sqlite",
                                            "agent",
                                            "sim",
                                            "demo")),
                            Map.entry("cli", List.of())));

    /** Library to the rooms that may use it. */
    private static final Map<String, Set<String>> LIBRARIES =
            new TreeMap<>(
                    Map.of(
                            "okhttp3..", Set.of("fly", "hook"),
                            "io.github.bucket4j..", Set.of("fly"),
                            "io.github.resilience4j..", Set.of("fly", "hook", "snapshot"),
                            "com.squareup.moshi..", Set.of("json"),
                            "java.sql..", Set.of("sqlite", "journal", "demo", "bench"),
                            "org.sqlite..", Set.of("sqlite", "journal", "demo", "bench"),
                            "org.tomlj..", Set.of("config"),
                            "picocli..", Set.of("cli"),
                            "com.sun.net.httpserver..", Set.of("agent", "sim")));

    private static final JavaClasses PROGRAM =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.flysnap");

    private static List<String> with(String... rooms) {
        List<String> all = new ArrayList<>(GROUND);
        all.addAll(List.of(rooms));
        return all;
    }

    @Test
    void everyRoomIsInTheTable() {
        Set<String> rooms = new TreeSet<>();
        PROGRAM.forEach(
                it -> rooms.add(it.getPackageName().substring(ROOT.length()).split("\\.")[0]));
        rooms.removeAll(MAY_IMPORT.keySet());
        assertEquals(Set.of(), rooms, "rooms that the import table does not know");
        assertTrue(
                PROGRAM.contain("dev.flysnap.problem.Problem"), "the program's classes were found");
    }

    @Test
    void aRoomImportsOnlyWhatTheTableAllows() {
        MAY_IMPORT.forEach((room, allowed) -> {
            if (room.equals("cli")) {
                return;
            }
            DescribedPredicate<JavaClass> forbidden = resideInAPackage("dev.flysnap..");
            forbidden = forbidden.and(not(resideInAPackage(ROOT + room + "..")));
            for (String other : allowed) {
                forbidden = forbidden.and(not(resideInAPackage(ROOT + other + "..")));
            }
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + room + "..")
                    .should()
                    .dependOnClassesThat(forbidden.as("rooms that " + room + " must not know"))
                    .allowEmptyShould(true)
                    .check(PROGRAM);
        });
    }

    @Test
    void aLibraryStaysInItsRooms() {
        LIBRARIES.forEach((library, rooms) ->
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                rooms.stream().map(it -> ROOT + it + "..").toArray(String[]::new))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library)
                        .check(PROGRAM));
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("dev.flysnap.(*)..").should().beFreeOfCycles().check(PROGRAM);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(PROGRAM);
    }
}
