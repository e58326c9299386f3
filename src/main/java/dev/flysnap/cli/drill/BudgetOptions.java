package dev.flysnap.cli.drill;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.option.TimeoutConverter;
import dev.flysnap.drill.DrillRequest;
import dev.flysnap.sqlite.check.Expectation;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How long a restore may take, and how much it may lose. */
final class BudgetOptions {
    @Option(
            names = "--max-rto",
            paramLabel = "DURATION",
            converter = TimeoutConverter.class,
            description = "How long it may take until the data is verified, such as 10m.")
    private Optional<Duration> maxRto;

    @Option(
            names = "--max-rpo",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "How old the newest data may be that a restore would bring back, such as 26h: by the receipt of the newest snapshot or the copy, by --canary, or by --rpo-sql.")
    private Optional<Duration> maxRpo;

    @Option(
            names = "--rpo-sql",
            paramLabel = "SQL",
            description =
                    "A query that gives the time of the newest row: seconds or milliseconds since 1970, or a date and time (UTC). For the newest data: --from latest, new or a store.")
    private Optional<String> rpoSql;

    @Option(
            names = "--start-app",
            description = {
                "Also start the app on the restored data, in the app itself, and require that its checks pass; it gets no traffic.",
                "WARNING: it has the app's secrets, and does what the app does when it starts: jobs may run, mails and payments may go out."
            })
    private boolean startApp;

    boolean startsApp() {
        return startApp;
    }

    /** Whether a query tells how old the newest data is. */
    boolean areByQuery() {
        return rpoSql.isPresent();
    }

    DrillRequest.Budgets budgets(CommandSpec spec) {
        return new DrillRequest.Budgets(
                maxRto,
                maxRpo,
                rpoSql.map(sql ->
                        OptionParser.parse(spec, sql, it -> Expectation.parse(it, "!=", "null"))),
                Optional.empty(),
                startApp);
    }
}
