package dev.flysnap.story;

import dev.flysnap.cli.diagnose.Said;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.recovery.FinishAll;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The life of an app by a seed: what a person, a deploy, a bad day and flysnap do to it, in any
 * order. After each deed what {@code rescue} and {@code status} say is compared with the world; in
 * the end what rescue recommends is done, until it recommends nothing more.
 */
final class History implements AutoCloseable {
    private static final List<Region> REGIONS = List.of(Shop.AMS, Shop.FRA, Shop.CDG);
    private static final Pattern START = Pattern.compile("fly machine start \\w+ --app shop");
    private static final int DEEDS = 12;
    private static final int MOST_POINTS = 170;
    private static final int MOST_ROUNDS = 12;

    private enum Deed {
        CREATE(2),
        RESTORE(5),
        RESTORE_ON_TRIAL(2),
        CONTINUE(3),
        UNDO(3),
        FINISH(3),
        FINISH_ALL(1),
        DO_AS_RESCUE_SAYS(3),
        VERIFY(2),
        CORRUPT(1),
        MEND(1),
        STOP(1),
        DEPLOY(1),
        DESTROY_THE_MACHINE(1),
        HOST_DIES(1),
        HOST_RETURNS(1),
        A_DAY_PASSES(1);

        private final int weight;

        Deed(int weight) {
            this.weight = weight;
        }

        /** As often as they weigh. */
        static List<Deed> weighed() {
            return Stream.of(values())
                    .flatMap(it -> Collections.nCopies(it.weight, it).stream())
                    .toList();
        }
    }

    private static final List<Deed> WEIGHED = Deed.weighed();

    private final long seed;
    private final Random random;
    private final Shop shop;
    private final Set<String> unreachable = new HashSet<>();
    private final List<String> told = new ArrayList<>();

    /** The one that does the deed; it may be asked to stop. */
    private RunContext process;

    History(Path state, long seed) {
        this.seed = seed;
        this.random = new Random(seed * 7_919);
        this.shop = new Shop(state, Switches.DEFAULTS, Delays.of(Delays.Speed.REAL));
        this.process = shop.bench(shop.cut());
    }

    /**
     * @throws AssertionError with the whole history, if anything that was said is not so, two
     *     machines write, or what rescue recommends does not bring the app back
     */
    void live() {
        try {
            doThis(Deed.CREATE);
            for (int i = 0; i < DEEDS; i++) {
                doThis(any(WEIGHED).orElseThrow());
                compare();
            }
            hostsReturn();
            compare();
            rescue();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "seed %d:%n  %s%n  then: %s".formatted(seed, String.join("\n  ", told), e), e);
        }
    }

    private void doThis(Deed deed) {
        told.add(deed.toString());
        Interruption interruption = new Interruption();
        switch (random.nextInt(8)) {
            case 0, 1 -> shop.cut().arm(1 + random.nextInt(MOST_POINTS));
            case 2 -> shop.cut().at(1 + random.nextInt(MOST_POINTS), interruption::request);
            default -> {
                // It goes through.
            }
        }
        process = shop.benchStoppedBy(interruption);
        try (FlyApi _ = process.fly()) {
            switch (deed) {
                case CREATE -> create();
                case RESTORE -> restore(Goal.CUTOVER);
                case RESTORE_ON_TRIAL -> restore(Goal.VERIFIED);
                case CONTINUE -> any(unfinished()).ifPresent(this::end);
                case UNDO -> any(restores()).ifPresent(it -> new Restore(process).undo(it));
                case FINISH -> any(restores()).ifPresent(it -> new Restore(process).finish(it));
                case VERIFY -> restore(Goal.TRIAL);
                case CORRUPT -> write("corrupt");
                case MEND -> write("orders");
                case FINISH_ALL -> finishAll();
                case DO_AS_RESCUE_SAYS -> {
                    String command = Said.of(shop).command();
                    told.add("  " + command);
                    var _ = TypedCommand.type(shop, command);
                }
                case DESTROY_THE_MACHINE -> any(shop.writers()).ifPresent(this::destroy);
                case STOP -> any(shop.writers()).ifPresent(this::stop);
                case DEPLOY -> TypedCommand.deploy(shop);
                case HOST_DIES -> any(shop.writers()).ifPresent(it -> setHost(it.id(), true));
                case HOST_RETURNS -> hostsReturn();
                case A_DAY_PASSES -> shop.sim().sleeper().sleep(Duration.ofHours(25));
            }
        } catch (FlysnapException e) {
            told.add("  " + e.problem().code());
        } catch (Sleeper.Interrupted e) {
            told.add("  Ctrl-C before it began");
        } catch (Refusal e) {
            told.add("  refused: " + e.getMessage());
        } catch (PowerCut.Dark e) {
            told.add("  cut");
        } finally {
            shop.cut().disarm();
            shop.cut().at(0, () -> {});
        }
    }

    private void create() {
        Create create = new Create(process, Optional.of(shop.hook()));
        var _ = create.run(create.plan(shop.nextRun(), Shop.createRequest(HoldUntil.QUIESCED)));
    }

    private void write(String text) {
        shop.writers().stream()
                .flatMap(it -> it.volume().stream())
                .forEach(it -> shop.disks().write(it, "shop.db", text));
    }

    private void restore(Goal goal) {
        Restore restore = new Restore(process);
        var _ =
                restore.run(
                        restore.plan(
                                shop.nextRun(),
                                Shop.request(true)
                                        .goal(goal)
                                        .toRegions(any(REGIONS).orElseThrow())
                                        .build()));
    }

    /** Never the serving pair, and never an undone run's writes. */
    private void finishAll() {
        List<String> kept =
                Stream.concat(
                                shop.writers().stream().flatMap(it -> it.volume().stream()),
                                Said.of(shop).status().objects("volumes").stream()
                                        .filter(it ->
                                                !it.text("use").equals(Optional.of("replaced")))
                                        .map(it -> it.text("id").orElseThrow()))
                        .toList();
        FinishAll finish = new FinishAll(shop.bench(shop.cut()));
        try (Kept _ = new Kept(shop, kept)) {
            var _ = finish.run(finish.plan(Shop.APP, false), false);
        }
    }

    /** Volumes that are still there when this is closed. */
    private record Kept(Shop shop, List<String> volumes) implements AutoCloseable {
        @Override
        public void close() {
            List<String> left =
                    shop.sim().world().volumesOf(Shop.APP.value()).stream()
                            .filter(it -> !it.isDead())
                            .map(SimVolume::id)
                            .toList();
            if (!left.containsAll(volumes)) {
                throw new AssertionError("removed one of " + volumes + ": " + left);
            }
        }
    }

    private void end(RunRecord run) {
        told.add("  " + shop.restore().commandToEnd(run));
        var _ = TypedCommand.type(shop, shop.restore().commandToEnd(run));
    }

    private void stop(SimMachine machine) {
        shop.fly().machines().stop(Shop.APP, new MachineId(machine.id()), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(1));
    }

    private void destroy(SimMachine machine) {
        shop.fly().machines().delete(Shop.APP, new MachineId(machine.id()), true, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(1));
    }

    private void setHost(String machine, boolean dead) {
        shop.setHostDead(machine, dead);
        if (dead) {
            unreachable.add(machine);
        }
    }

    private void hostsReturn() {
        unreachable.forEach(it -> setHost(it, false));
        unreachable.clear();
    }

    private List<RunRecord> restores() {
        return shop.journal().runs(Shop.APP).stream()
                .filter(it -> it.kind().makesVolume())
                .toList();
    }

    private List<RunRecord> unfinished() {
        return restores().stream()
                .filter(it ->
                        Set.of(RunStatus.OPEN, RunStatus.FAILED)
                                .contains(shop.journal().status(it.id())))
                .toList();
    }

    private <T> Optional<T> any(List<T> from) {
        return from.isEmpty()
                ? Optional.empty()
                : Optional.of(from.get(random.nextInt(from.size())));
    }

    private Said compare() {
        // Leases of processes that were cut run out.
        shop.sim().sleeper().sleep(Duration.ofSeconds(61));
        // As the next command would.
        var _ = shop.pendingFences().retryAndReport(Shop.APP);
        Said said = Said.of(shop);
        List<String> lies = Lies.in(said, shop);
        List<String> writers =
                shop.writers().stream()
                        .map(SimMachine::id)
                        .filter(it -> !unreachable.contains(it))
                        .toList();
        if (writers.size() > 1) {
            throw new AssertionError("these write: " + writers + "\n" + said);
        }
        if (!lies.isEmpty()) {
            throw new AssertionError(lies + "\n" + said);
        }
        return said;
    }

    /** Somebody who knows nothing does what it says. */
    private void rescue() {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Said said = compare();
            told.add("rescue: " + said.command());
            boolean changes;
            try {
                changes = TypedCommand.type(shop, said.command());
            } catch (FlysnapException e) {
                told.add("  " + e.problem().code());
                Matcher start = START.matcher(e.problem().why());
                if (start.find()) {
                    told.add("  " + start.group());
                    var _ = TypedCommand.type(shop, start.group());
                }
                continue;
            }
            if (!changes) {
                if (shop.writers().size() != 1) {
                    throw new AssertionError("the app is down\n" + said);
                }
                return;
            }
        }
        throw new AssertionError("what rescue recommends leads to no end");
    }

    @Override
    public void close() {
        shop.close();
    }
}
