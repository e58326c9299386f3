package dev.flysnap.cli.sim;

import dev.flysnap.cli.option.InstantConverter;
import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.demo.shop.OrderLosses;
import dev.flysnap.demo.shop.OrderSession;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap demo count}: the orders that a restored database lacks. */
@Command(
        name = "count",
        hidden = true,
        description = "Counts the acknowledged orders that a database lacks.",
        mixinStandardHelpOptions = true)
final class DemoCountCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
            names = "--db",
            required = true,
            paramLabel = "FILE",
            description = "The restored database.")
    private Path database;

    @Option(
            names = "--log",
            required = true,
            paramLabel = "FILE",
            description = "The acknowledged orders.")
    private Path log;

    @Option(
            names = "--session",
            required = true,
            paramLabel = "ID",
            description = "The session that wrote before the loss.")
    private String session;

    @Option(
            names = "--before",
            required = true,
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "When the snapshot was taken.")
    private Instant moment;

    @Override
    public void run() {
        OrderSession writer = OptionParser.parse(spec, session, OrderSession::new);
        OrderLosses losses = OrderLosses.count(database, log, writer, moment);
        spec.commandLine()
                .getOut()
                .println(JsonText.print(Records.write(OrderLosses.class, losses)));
    }
}
