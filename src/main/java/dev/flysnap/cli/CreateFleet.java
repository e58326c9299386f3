package dev.flysnap.cli;

import dev.flysnap.config.Config;
import dev.flysnap.hook.Receipt;
import dev.flysnap.journal.Journal;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.Restore;
import dev.flysnap.snapshot.CreateRequest;
import dev.flysnap.snapshot.Fleet;
import dev.flysnap.snapshot.FleetPlan;
import dev.flysnap.snapshot.FleetPlanning;
import dev.flysnap.snapshot.FleetReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** {@code flysnap create} of several volumes. */
final class CreateFleet {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;

    /** How one of the volumes is taken. */
    interface Requests {
        /**
         * @param databases those that are configured
         */
        CreateRequest of(AppName app, Volume volume, List<String> databases);
    }

    /**
     * @param parallel how many at the same time, at most
     * @param receipts a folder for them
     * @param written what is written of a receipt
     */
    record Options(
            int parallel,
            Optional<Path> receipts,
            boolean dryRun,
            BiFunction<Receipt, Journal, Json.Obj> written) {}

    CreateFleet(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /**
     * @throws FlysnapException (exit 3) where some failed, with the table printed before
     */
    void run(Config config, FleetChoice choice, Requests requests, Options options) {
        Optional<ReceiptFolder> folder = options.receipts().map(ReceiptFolder::new);
        folder.ifPresent(ReceiptFolder::check);
        List<FleetChoice.Meant> meant = choice.meant();
        try (Session session = Session.open(config, meant.getFirst().app(), err)) {
            FleetPlan plan =
                    new FleetPlanning(session.bench(), RunIds::next)
                            .plan(
                                    RunIds.next(),
                                    meant.stream()
                                            .map(it -> wanted(session, it, requests))
                                            .toList(),
                                    options.parallel());
            Fleet fleet = new Fleet(session.bench(), session.hooks());
            if (options.dryRun()) {
                List<Fleet.Preview> previews = fleet.preview(plan);
                out.println(
                        json
                                ? JsonText.printPretty(FleetText.json(previews))
                                : FleetText.plan(previews));
                return;
            }
            Restore restore = new Restore(session.bench());
            plan.parts().stream()
                    .map(it -> it.request().app())
                    .distinct()
                    .forEach(it -> FenceWarnings.print(restore, it, err));
            Journal journal = session.bench().journal();
            print(
                    fleet.run(
                            plan,
                            it ->
                                    folder.ifPresent(to ->
                                            to.write(it, options.written().apply(it, journal)))));
        }
    }

    private static FleetPlanning.Wanted wanted(
            Session session, FleetChoice.Meant meant, Requests requests) {
        return new FleetPlanning.Wanted(
                meant.app(),
                meant.which(),
                volume ->
                        requests.of(
                                meant.app(),
                                volume,
                                session.configOf(meant.app(), volume).databases()));
    }

    /**
     * @throws FlysnapException where some failed
     */
    void print(FleetReport report) {
        out.println(json ? JsonText.printPretty(FleetText.json(report)) : FleetText.done(report));
        out.flush();
        report.problem()
                .ifPresent(it -> {
                    throw it.exception();
                });
    }
}
