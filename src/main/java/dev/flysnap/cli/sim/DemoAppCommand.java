package dev.flysnap.cli.sim;

import dev.flysnap.demo.shop.OrderApp;
import dev.flysnap.demo.shop.OrderRate;
import dev.flysnap.demo.shop.SeedDatabase;
import dev.flysnap.demo.shop.Synchronous;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code flysnap demo app}: the app in the story, which writes orders until it is stopped. */
@Command(
        name = "app",
        hidden = true,
        description = "Writes orders into a SQLite database until SIGINT or SIGTERM.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap demo app --db shop.db",
            "  flysnap demo app --db shop.db --rate max --log orders.log"
        })
final class DemoAppCommand implements Runnable {
    // Fly kills the process 5 s after the signal.
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);

    @Spec private CommandSpec spec;

    @Option(names = "--db", required = true, paramLabel = "FILE", description = "The database.")
    private Path database;

    @Option(
            names = "--rate",
            paramLabel = "N|max",
            defaultValue = "40",
            converter = RateOption.class,
            description = "Orders per second. Default: ${DEFAULT-VALUE}.")
    private OrderRate rate;

    @Option(
            names = "--synchronous",
            paramLabel = "MODE",
            defaultValue = "normal",
            description = "SQLite's setting: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Synchronous synchronous;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description =
                    "Log each acknowledged order to this file: number, epoch ms, commit \u00b5s, session.")
    private Optional<Path> log;

    @Option(
            names = "--seed",
            paramLabel = "FILE",
            description = "Start with a copy of this database if there is none yet.")
    private Optional<Path> seed;

    @Override
    public void run() {
        seed.ifPresent(it -> SeedDatabase.plant(it, database));
        var settings = new OrderApp.Settings(database, rate, synchronous, log);
        try (OrderApp app = OrderApp.open(settings, InstantSource.system())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> app.stop(CLOSE_LIMIT)));
            spec.commandLine()
                    .getOut()
                    .println(
                            "writing orders to %s from number %d on, session %s"
                                    .formatted(database, app.firstNumber(), app.session()));
            app.run();
        }
    }

    /** Reports what a rate is; picocli would only report the type. */
    static final class RateOption implements ITypeConverter<OrderRate> {
        @Override
        public OrderRate convert(String text) {
            try {
                return OrderRate.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
