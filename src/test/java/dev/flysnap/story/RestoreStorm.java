package dev.flysnap.story;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Restores and moves in which several things go wrong, by a seed: answers that are lost or are
 * errors, a power cut, a host that dies and comes back. Each has to end in done, in the world as it
 * was, or with instructions; following them has to end in one of the first two.
 */
final class RestoreStorm {
    private static final List<String> CALLS =
            List.of(
                    "apps.get",
                    "platform.regions",
                    "volumes.list",
                    "volumes.create",
                    "volumes.get",
                    "volumes.delete",
                    "snapshots.list",
                    "snapshots.create",
                    "machines.list",
                    "machines.create",
                    "machines.get",
                    "machines.wait",
                    "machines.exec",
                    "machines.cordon",
                    "machines.stop",
                    "machines.update",
                    "machines.start",
                    "machines.uncordon",
                    "machines.delete",
                    "metadata.get",
                    "metadata.delete",
                    "metadata.set",
                    "lease.acquire",
                    "lease.release");
    private static final String NOTE = "flysnap_restore";
    private static final int MOST_FAULTS = 4;
    private static final int MOST_POINTS = 170;
    private static final int MOST_ROUNDS = 12;

    /** How one ended. */
    enum End {
        DONE,
        UNDONE,
        /** An operator had to follow instructions, and then it was done or undone. */
        REPAIRED
    }

    /** What is asked for. */
    private enum Work {
        VERIFIED,
        CUTOVER,
        /** The old machine's host does not answer when it begins. */
        UNFENCED,
        MOVE
    }

    private final Path states;
    private final Map<Work, WorldView.AppView> done = new EnumMap<>(Work.class);
    private final WorldView.AppView before;
    private int shops;

    RestoreStorm(Path states) {
        this.states = states;
        for (Work work : Work.values()) {
            try (Shop shop = shop()) {
                var _ = tried(shop, () -> begun(shop, work, shop.nextRun()));
                host(shop, false);
                var _ = shop.pendingFences().retryAndReport(Shop.APP);
                done.put(work, shop.settledView().app("shop"));
            }
        }
        try (Shop shop = shop()) {
            before = shop.sim().view().app("shop");
        }
    }

    /**
     * @throws AssertionError naming the seed, if it ends in any other way
     */
    End ride(long seed) {
        Random random = new Random(seed);
        // The first numbers of seeds that follow each other are much the same.
        Work work = Work.values()[(int) Math.floorMod(seed, (long) Work.values().length)];
        List<String> weather = new ArrayList<>();
        try (Shop shop = shop()) {
            faults(shop, random, weather);
            if (random.nextInt(3) == 0) {
                int point = 1 + random.nextInt(MOST_POINTS);
                weather.add("a cut at point " + point);
                shop.cut().arm(point);
            }
            if (random.nextInt(6) == 0) {
                int point = 1 + random.nextInt(MOST_POINTS);
                weather.add("the host dies at point " + point);
                shop.cut().at(point, () -> host(shop, true));
            }
            try {
                return ended(shop, work);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed %d, %s with %s: %s".formatted(seed, work, weather, e), e);
            }
        }
    }

    private static void faults(Shop shop, Random random, List<String> weather) {
        List<String> kinds = FaultKinds.names();
        int count = 1 + random.nextInt(MOST_FAULTS);
        for (int i = 0; i < count; i++) {
            String call = CALLS.get(random.nextInt(CALLS.size()));
            String kind = kinds.get(random.nextInt(kinds.size()));
            if (kind.equals("junk")) {
                // An answer that claims what is not so, and that nothing in the API belies.
                continue;
            }
            var fault = FaultKinds.fault(call, 1 + random.nextInt(4), kind);
            weather.add(fault.call() + "@" + fault.nth() + "=" + kind);
            shop.sim().faults().queue(fault);
        }
    }

    private End ended(Shop shop, Work work) {
        RunId run = shop.nextRun();
        End end = End.DONE;
        Optional<Problem> problem = tried(shop, () -> begun(shop, work, run));
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (problem.isEmpty()) {
                // Cut before anything was written down, nothing had begun.
                if (shop.journal().run(run).isEmpty()
                        || shop.journal().status(run) == RunStatus.UNDONE) {
                    assertUndone(shop);
                    return end == End.REPAIRED ? end : End.UNDONE;
                }
                assertDone(shop, work);
                return end;
            }
            Optional<RunRecord> record = shop.journal().run(run);
            boolean over = record.isEmpty() || shop.journal().status(run) == RunStatus.UNDONE;
            if (over) {
                assertUndone(shop);
                return end == End.REPAIRED ? end : End.UNDONE;
            }
            if (problem.get().exit() != ExitCode.NEEDS_OPERATOR) {
                throw new AssertionError("it is neither done nor undone: " + problem.get());
            }
            end = End.REPAIRED;
            host(shop, false);
            String next = problem.get().next();
            problem = tried(shop, () -> Instructions.once(shop, next));
        }
        throw new AssertionError("the instructions lead to no end: " + problem);
    }

    /** After a cut somebody asks flysnap what there is, and does what it says. */
    private static Optional<Problem> tried(Shop shop, Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (FlysnapException e) {
            return Optional.of(e.problem());
        } catch (PowerCut.Dark dark) {
            shop.cut().disarm();
            return shop.journal().runs().stream()
                    .filter(it -> it.kind().makesVolume())
                    .findFirst()
                    .filter(it -> shop.journal().status(it.id()) != RunStatus.DONE)
                    .map(run ->
                            new Problem(
                                    "power-cut",
                                    ExitCode.NEEDS_OPERATOR,
                                    "The power was cut.",
                                    "It happens.",
                                    shop.restore().commandToEnd(run)));
        }
    }

    private static void begun(Shop shop, Work work, RunId run) {
        if (work == Work.UNFENCED) {
            host(shop, true);
        }
        Restore restore = shop.restore();
        var _ =
                switch (work) {
                    case VERIFIED -> restore.run(restore.plan(run, Shop.restoreRequest(false)));
                    case CUTOVER -> restore.run(restore.plan(run, Shop.restoreRequest(true)));
                    case UNFENCED ->
                            restore.run(
                                    restore.plan(
                                            run, Shop.request(true).acceptUnfenced(true).build()));
                    case MOVE -> restore.run(shop.movePlan(run));
                };
    }

    private static void host(Shop shop, boolean dead) {
        shop.setHostDead(shop.machine().value(), dead);
    }

    private void assertDone(Shop shop, Work work) {
        assertWorld(shop, done.get(work), "done");
    }

    private void assertUndone(Shop shop) {
        assertWorld(shop, before, "undone");
    }

    /** But for snapshots, which nobody can delete. */
    private static void assertWorld(Shop shop, WorldView.AppView wanted, String word) {
        host(shop, false);
        shop.sim().faults().clear();
        shop.cut().disarm();
        WorldView.AppView now = shop.settledView().app("shop");
        if (!withoutNotes(now).equals(withoutNotes(wanted))
                || !now.volumes().equals(wanted.volumes())) {
            throw new AssertionError("it is not " + word + ": " + now);
        }
        if (shop.writers().size() != 1) {
            throw new AssertionError("writers: " + shop.writers());
        }
    }

    /** Of a machine whose host was dead when the plan was made a note tells less. */
    private static List<WorldView.MachineView> withoutNotes(WorldView.AppView app) {
        return app.machines().stream()
                .map(machineView ->
                        new WorldView.MachineView(
                                machineView.name(),
                                machineView.region(),
                                machineView.state(),
                                machineView.cordoned(),
                                machineView.leased(),
                                withoutNote(machineView.config())))
                .toList();
    }

    private static Json.Obj withoutNote(Json.Obj config) {
        return config.object("metadata")
                .map(it -> config.with("metadata", it.without(NOTE)))
                .orElse(config);
    }

    private Shop shop() {
        shops++;
        Shop shop = new Shop(states.resolve("s" + shops), Switches.DEFAULTS);
        var _ = shop.create();
        return shop;
    }
}
