package dev.flysnap.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.portable.store.StoreAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

class OutsideOptionsTest {
    @Test
    void aStoreThatTheJournalKnowsByItsWholePathCountsOnce() {
        Path whole = Path.of("target").toAbsolutePath();
        assertEquals(
                List.of(StoreAddress.parse("./target/")),
                OutsideOptions.stores(
                        CommandSpec.create(),
                        List.of(),
                        List.of("./target/"),
                        List.of(whole + "/")));
    }
}
