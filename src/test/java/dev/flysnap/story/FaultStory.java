package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.run.PendingFences;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A create, then a restore with a cutover, each as its command does it, through a proxy that breaks
 * calls. Where one does not end with 0, what it prints is done, until it has.
 */
final class FaultStory {
    private static final Pattern COMMAND =
            Pattern.compile("flysnap (?<verb>continue|undo) (?<run>run_[0-9a-z]+)");
    private static final Pattern AGAIN =
            Pattern.compile("(?i)try again|run it again|make the run again|and try ");
    private static final Pattern SNAPSHOT = Pattern.compile("snapshot vs_\\w+ exists");
    private static final int MOST_ROUNDS = 12;

    /**
     * How it went.
     *
     * @param problems the ones printed, in their order; none = it ended with 0 without a human
     * @param wrong what is not as it should be in the end, or was not on the way
     */
    record Told(int calls, List<String> broken, List<Problem> problems, List<String> wrong) {
        boolean isUnattended() {
            return problems.isEmpty() && wrong.isEmpty();
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            broken.forEach(it -> text.append("    broken: ").append(it).append('\n'));
            for (Problem it : problems) {
                text.append(
                        "    exit %d %s: %s%n      why: %s%n      next: %s%n"
                                .formatted(
                                        it.exit().number(),
                                        it.code(),
                                        it.what(),
                                        it.why(),
                                        it.next()));
            }
            wrong.forEach(it -> text.append("    WRONG: ").append(it).append('\n'));
            return text.toString();
        }
    }

    private final Path states;
    private final Delays delays;
    private final WorldView wanted;
    private final int calls;
    private int shops;

    /**
     * @param states a directory for the journals
     * @param delays of the simulated Fly: the longer, the more often flysnap looks
     */
    FaultStory(Path states, Delays delays) {
        this.states = states;
        this.delays = delays;
        try (Shop shop = shop();
                FaultyProxy proxy = new FaultyProxy(shop.sim(), () -> {})) {
            Told undisturbed = new Teller(shop, proxy, false).told(Optional.empty());
            if (!undisturbed.isUnattended()) {
                throw new AssertionError("without faults: " + undisturbed);
            }
            wanted = shop.settledView();
            calls = undisturbed.calls();
        }
    }

    /** Tells it once. */
    Told told(FaultyProxy.Rule rule) {
        return told(rule, false);
    }

    /** Tells it once; as soon as a command has failed nothing is broken any more. */
    Told toldWithOneTrouble(FaultyProxy.Rule rule) {
        return told(rule, true);
    }

    /** How many calls it makes where none is broken. */
    int calls() {
        return calls;
    }

    private Told told(FaultyProxy.Rule rule, boolean oneTrouble) {
        List<String> wrong = new ArrayList<>();
        try (Shop shop = shop();
                FaultyProxy proxy = new FaultyProxy(shop.sim(), () -> checkWriters(shop, wrong))) {
            proxy.setRule(rule);
            Told told = new Teller(shop, proxy, oneTrouble).told(Optional.of(wanted));
            wrong.addAll(told.wrong());
            return new Told(told.calls(), told.broken(), told.problems(), List.copyOf(wrong));
        }
    }

    private Shop shop() {
        shops++;
        return new Shop(states.resolve("f" + shops), Switches.DEFAULTS, delays);
    }

    private static void checkWriters(Shop shop, List<String> wrong) {
        List<String> writers =
                shop.writers().stream().map(SimMachine::id).map(String::valueOf).toList();
        if (writers.size() > 1 && wrong.isEmpty()) {
            wrong.add("two machines ran the app at the same time: " + writers);
        }
    }

    /** Somebody at a terminal. */
    private static final class Teller {
        private final Shop shop;
        private final FaultyProxy proxy;
        private final boolean oneTrouble;
        private final List<Problem> problems = new ArrayList<>();
        private final List<String> wrong = new ArrayList<>();

        Teller(Shop shop, FaultyProxy proxy, boolean oneTrouble) {
            this.shop = shop;
            this.proxy = proxy;
            this.oneTrouble = oneTrouble;
        }

        Told told(Optional<WorldView> wanted) {
            try (FlyApi fly = shop.connectTo(proxy.url())) {
                RunContext context = shop.bench(fly);
                ends(context, RunKind.CREATE, () -> create(context));
                ends(context, RunKind.RESTORE, () -> restore(context));
            }
            check(wanted);
            return new Told(proxy.calls().size(), proxy.broken(), problems, wrong);
        }

        private void create(RunContext context) {
            new PendingFences(context).retryAndReport(Shop.APP);
            Create create = new Create(context, Optional.of(shop.hook()));
            CreateRequest request = Shop.createRequest(HoldUntil.QUIESCED);
            var _ = create.run(create.plan(shop.nextRun(), request));
        }

        private void restore(RunContext context) {
            new PendingFences(context).retryAndReport(Shop.APP);
            Restore restore = new Restore(context);
            var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
        }

        /** Until it is done, what is printed is done. */
        private void ends(RunContext context, RunKind kind, Runnable command) {
            Optional<Problem> problem = tried(command);
            for (int round = 0; problem.isPresent() && round < MOST_ROUNDS; round++) {
                problems.add(problem.get());
                checkWords(kind, problem.get());
                if (oneTrouble) {
                    proxy.setRule(_ -> Optional.empty());
                }
                Problem last = problem.get();
                problem = tried(() -> follow(context, kind, last, command));
            }
            if (problem.isPresent()) {
                wrong.add("what is printed leads to no end: " + problem.get());
            }
        }

        /** What stands is named, with the command that goes on. */
        private void checkWords(RunKind kind, Problem problem) {
            String words = problem.what() + " " + problem.why() + " " + problem.next();
            WorldView.AppView now = shop.sim().view().app(Shop.APP.value());
            boolean snapshotAsked = kind == RunKind.CREATE && !now.snapshots().isEmpty();
            boolean restoreLeft =
                    kind == RunKind.RESTORE
                            && (now.volumes().size() > 1
                                    || now.machines().stream().anyMatch(it -> it.cordoned()));
            boolean graded = problem.exit() == ExitCode.CHECK_NOT_MET;
            if (graded && SNAPSHOT.matcher(problem.what()).find()) {
                return;
            }
            if (snapshotAsked || restoreLeft) {
                if (!COMMAND.matcher(problem.next()).find()) {
                    wrong.add("something stands, and no command goes on with it: " + problem);
                }
                if (words.contains("othing was changed") || words.contains("nothing behind")) {
                    wrong.add("something stands, and it says that nothing does: " + problem);
                }
            }
        }

        private static Optional<Problem> tried(Runnable work) {
            try {
                work.run();
                return Optional.empty();
            } catch (FlysnapException e) {
                return Optional.of(e.problem());
            }
        }

        /** The first command that it names; else the same command again, if it says that. */
        private void follow(RunContext context, RunKind kind, Problem problem, Runnable again) {
            String next = problem.next();
            Matcher command = COMMAND.matcher(next);
            if (problem.code().equals("grade-not-met")) {
                // The snapshot is there, and accepted as it is.
                assertEquals(ExitCode.CHECK_NOT_MET, problem.exit());
            } else if (command.find()) {
                RunRecord run = shop.journal().run(new RunId(command.group("run"))).orElseThrow();
                end(context, run, command.group("verb").equals("undo"));
                if (shop.journal().status(run.id()) != RunStatus.DONE && run.kind() == kind) {
                    again.run();
                }
            } else if (AGAIN.matcher(next).find()) {
                again.run();
            } else {
                wrong.add("it says nothing that can be done: " + next);
            }
        }

        private void end(RunContext context, RunRecord run, boolean undo) {
            if (run.kind() == RunKind.CREATE) {
                Create create = new Create(context, Optional.of(shop.hook()));
                if (undo) {
                    create.undo(run);
                } else {
                    var _ = create.continueRun(run);
                }
            } else if (undo) {
                var _ = new Restore(context).undo(run);
            } else {
                var _ = new Restore(context).continueRun(run);
            }
        }

        private void check(Optional<WorldView> wanted) {
            WorldView now = shop.settledView();
            wanted.map(ComparableWorld::of)
                    .filter(it -> !it.equals(ComparableWorld.of(now)))
                    .ifPresent(it ->
                            wrong.add(
                                    "it should be %s%n and is %s"
                                            .formatted(
                                                    ComparableWorld.brief(it),
                                                    ComparableWorld.brief(
                                                            ComparableWorld.of(now)))));
            if (shop.writers().size() != 1) {
                wrong.add("the app runs on " + shop.writers().size() + " machines");
            }
            for (SimMachine machine : shop.writers()) {
                String volume = machine.volume().orElse("");
                if (!shop.disks().read(volume, "shop.db").equals(Optional.of("orders"))) {
                    wrong.add("the data on " + volume + " is not right");
                }
            }
            shop.journal().runs().stream()
                    .filter(it -> shop.journal().status(it.id()) == RunStatus.OPEN)
                    .forEach(it -> wrong.add("the run " + it.id() + " is still open"));
        }
    }
}
