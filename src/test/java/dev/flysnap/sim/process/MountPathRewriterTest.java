package dev.flysnap.sim.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.sim.platform.Machinery.Mount;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountPathRewriterTest {
    private static final MountPathRewriter PATH =
            new MountPathRewriter(
                    Optional.of(new Mount("/data/", Path.of("/sim/$1"))), "127.0.0.7");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/data | /sim/$1",
                "/data/app.db | /sim/$1/app.db",
                "--db=/data/app.db | --db=/sim/$1/app.db",
                "main=/data/a.db,/data/b.db | main=/sim/$1/a.db,/sim/$1/b.db",
                "file:/data/x | file:/sim/$1/x",
                "file:///data/x | file:///sim/$1/x",
                "sqlite:////data/x | sqlite:////sim/$1/x",
                "sqlite3 \"/data/app.db\" .dump>/data/d | sqlite3 \"/sim/$1/app.db\" .dump>/sim/$1/d",
                "http://fly-local-6pn:8099 | http://127.0.0.7:8099",
            })
    void theMountPathIsReplacedWhereItIsAPath(String said, String real) {
        assertEquals(List.of(real), PATH.rewrite(List.of(said)));
        assertEquals(Map.of("X", real), PATH.rewrite(Map.of("X", said)));
    }

    @ParameterizedTest
    @CsvSource({
        "/database",
        "/data.bak",
        "/data-old/x",
        "/mnt/data/x",
        "x/data",
        "$HOME/data",
        "${HOME}/data",
        "http://data/x",
        "../data",
        "~/data",
        "my-fly-local-6pn"
    })
    void whatOnlyLooksLikeTheMountPathStays(String said) {
        assertEquals(List.of(said), PATH.rewrite(List.of(said)));
    }
}
