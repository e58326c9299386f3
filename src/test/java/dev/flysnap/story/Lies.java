package dev.flysnap.story;

import dev.flysnap.cli.diagnose.Said;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimSnapshot;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compares what {@code rescue} and {@code status} say with the world as it is. */
final class Lies {
    private static final Pattern RUN = Pattern.compile("flysnap \\w+ (run_[0-9a-z]+)");
    private static final Pattern NOT_STOPPED =
            Pattern.compile("old machine (?<machine>[0-9a-f]+) is not stopped");
    private static final Pattern HOST_GONE =
            Pattern.compile("host of machine (?<machine>[0-9a-f]+) does not answer");

    private final Shop shop;
    private final World world;
    private final Said said;
    private final List<String> lies = new ArrayList<>();

    private Lies(Shop shop, Said said) {
        this.shop = shop;
        this.world = shop.sim().world();
        this.said = said;
    }

    static List<String> in(Said said, Shop shop) {
        Lies lies = new Lies(shop, said);
        lies.machines();
        lies.volumes();
        lies.uses();
        lies.snapshots();
        lies.runs();
        lies.sentences();
        lies.advice();
        return lies.lies;
    }

    private void machines() {
        Map<String, String> are = new TreeMap<>();
        for (SimMachine it : world.machinesOf(Shop.APP.value())) {
            if (!it.isGone()) {
                are.put(
                        it.id(),
                        "%s %s %s"
                                .formatted(
                                        it.state().apiName(), it.cordoned(), isReachable(it.id())));
            }
        }
        Map<String, String> told = new TreeMap<>();
        for (Json.Obj it : said.rescue().objects("machines")) {
            told.put(
                    it.text("id").orElseThrow(),
                    "%s %s %s"
                            .formatted(
                                    it.text("state").orElseThrow(),
                                    it.bool("cordoned").orElseThrow(),
                                    it.text("host").orElseThrow().equals("ok")));
        }
        same("machines", are, told);
    }

    private void volumes() {
        Map<String, String> are = new TreeMap<>();
        for (SimVolume it : living()) {
            are.put(it.id(), it.machine().orElse("-"));
        }
        Map<String, String> told = new TreeMap<>();
        for (Json.Obj it : said.rescue().objects("volumes")) {
            told.put(it.text("id").orElseThrow(), it.text("machine").orElse("-"));
        }
        same("volumes", are, told);
        same(
                "volumes of status",
                are.keySet(),
                said.status().objects("volumes").stream()
                        .map(it -> it.text("id").orElseThrow())
                        .collect(java.util.stream.Collectors.toCollection(java.util.TreeSet::new)));
    }

    /** While a cutover or an undo is half done, two volumes may be the app's. */
    private boolean isUnderWay() {
        return shop.journal().runs(Shop.APP).stream()
                .filter(it -> it.kind().makesVolume())
                .map(it -> shop.journal().status(it.id()))
                .anyMatch(it -> it == RunStatus.OPEN || it == RunStatus.FAILED);
    }

    /**
     * What status and rescue say of each volume, compared with who serves, and with the journal.
     */
    private void uses() {
        List<SimMachine> serving = serving();
        for (Json.Obj document : List.of(said.rescue(), said.status())) {
            for (Json.Obj volume : document.objects("volumes")) {
                String id = volume.text("id").orElseThrow();
                String use = volume.text("use").orElseThrow();
                boolean serves =
                        serving.stream().anyMatch(it -> it.volume().equals(Optional.of(id)));
                if (serves && !use.equals("live")) {
                    lies.add("%s is called %s, and the app runs on it".formatted(id, use));
                }
                if (use.equals("live")
                        && !serves
                        && !isUnderWay()
                        && !serving.isEmpty()
                        && isReachable(volume.text("machine").orElseThrow())) {
                    lies.add("%s is called live, and the app runs on another".formatted(id));
                }
                volume.text("run")
                        .filter(_ -> use.equals("replaced") || use.equals("undone"))
                        .filter(it -> (status(it) == RunStatus.DONE) == use.equals("undone"))
                        .ifPresent(it ->
                                lies.add(
                                        "%s: %s by %s, which is %s"
                                                .formatted(id, use, it, status(it))));
            }
        }
    }

    private void snapshots() {
        for (Json.Obj volume : said.status().objects("volumes")) {
            String id = volume.text("id").orElseThrow();
            same(
                    "newest snapshot of " + id,
                    newestOf(id).map(SimSnapshot::id),
                    volume.object("last_snapshot").flatMap(it -> it.text("id")));
        }
        Stream.concat(
                        said.status().objects("volumes").stream()
                                .flatMap(it -> it.object("last_snapshot").stream()),
                        said.rescue().object("newest_snapshot").stream())
                .forEach(this::check);
        said.rescue()
                .object("newest_snapshot")
                .flatMap(it -> it.text("id"))
                .filter(id -> world.snapshot(id).isEmpty())
                .ifPresent(id -> lies.add("there is no snapshot " + id));
    }

    /** What was found in it is what is in it. */
    private void check(Json.Obj snapshot) {
        String id = snapshot.text("id").orElseThrow();
        snapshot.object("verified")
                .flatMap(it -> it.text("result"))
                .ifPresent(it -> {
                    boolean corrupt = shop.disks().snapshotContent(id).containsValue("corrupt");
                    if (corrupt != it.equals("bad")) {
                        lies.add("snapshot %s is called %s".formatted(id, it));
                    }
                });
    }

    private Optional<SimSnapshot> newestOf(String volume) {
        return world.snapshotsOf(volume).stream()
                .filter(it -> it.status() == SimSnapshot.Status.CREATED)
                .max(Comparator.comparing(it -> it.createdAt().orElseThrow()));
    }

    private void runs() {
        List<String> open =
                shop.journal().runs().stream()
                        .filter(it -> shop.journal().status(it.id()) == RunStatus.OPEN)
                        .map(it -> it.id().value())
                        .toList();
        List<String> told =
                said.status().objects("open_runs").stream()
                        .map(it -> it.text("run").orElseThrow())
                        .toList();
        open.stream()
                .filter(it -> !told.contains(it))
                .forEach(it -> lies.add("status does not name the open run " + it));
        for (String it : told) {
            RunStatus status = status(it);
            if (status == RunStatus.DONE || status == RunStatus.UNDONE) {
                lies.add("status calls %s open, and it is %s".formatted(it, status));
            }
        }
    }

    private void sentences() {
        for (String text : List.of(said.rescueText(), said.statusText())) {
            Matcher stopped = NOT_STOPPED.matcher(text);
            while (stopped.find()) {
                String id = stopped.group("machine");
                if (isReachable(id)
                        && world.machine(id)
                                .filter(it -> it.is(SimMachine.State.STOPPED))
                                .isPresent()) {
                    lies.add("machine %s is stopped, and its host answers".formatted(id));
                }
            }
            Matcher host = HOST_GONE.matcher(text);
            while (host.find()) {
                if (isReachable(host.group("machine"))) {
                    lies.add("the host of %s answers".formatted(host.group("machine")));
                }
            }
        }
        if (said.why().startsWith("The app runs") && serving().isEmpty()) {
            lies.add("the app does not run");
        }
        if (said.why().contains("its data has a recent snapshot") && serving().size() == 1) {
            String volume = serving().getFirst().volume().orElseThrow();
            if (newestOf(volume).isEmpty()) {
                lies.add("the live volume %s has no snapshot".formatted(volume));
            }
        }
    }

    private void advice() {
        String command = said.command();
        Matcher run = RUN.matcher(command);
        if (run.find() && !command.startsWith("flysnap runs show")) {
            RunStatus status = status(run.group(1));
            if (status == RunStatus.UNDONE || status == RunStatus.GIVEN_UP) {
                lies.add("%s is over: %s".formatted(run.group(1), status));
            }
        }
        List<SimMachine> serving = serving();
        if (command.startsWith("fly machine start")) {
            String id = command.split(" ")[3];
            if (!serving.isEmpty()) {
                lies.add("a second writer is recommended beside " + serving.getFirst().id());
            }
            replacedBy(id)
                    .filter(this::isAlive)
                    .ifPresent(it -> lies.add("machine %s was replaced by %s".formatted(id, it)));
        }
        if (command.equals("fly deploy --app shop")) {
            List<String> loose =
                    living().stream()
                            .filter(it -> it.machine().isEmpty() && it.name().equals("data"))
                            .map(SimVolume::id)
                            .toList();
            if (loose.size() != 1) {
                lies.add("a deploy takes any of these volumes: " + loose);
            }
        }
        if (command.startsWith("flysnap restore") && !serving.isEmpty()) {
            lies.add("a restore is recommended, and the app runs on " + serving.getFirst().id());
        }
        if (command.startsWith("flysnap create")
                && serving.isEmpty()
                && !said.why().startsWith("No machine has the app's data, and a deploy could")) {
            lies.add("a snapshot is recommended, and the app does not run");
        }
        if (command.startsWith("flysnap status") && serving.size() != 1) {
            lies.add("nothing is recommended, and these serve: " + serving);
        }
    }

    /** By a cutover that was not undone. */
    private Optional<String> replacedBy(String machine) {
        return Optional.ofNullable(
                        new RestoreHistory(shop.bench(CutPoint.NONE))
                                .successors(Shop.APP)
                                .get(new MachineId(machine)))
                .map(MachineId::value);
    }

    private boolean isAlive(String machine) {
        return world.machine(machine).filter(it -> !it.isGone()).isPresent();
    }

    /** The machines that run the app, and whose hosts answer. */
    private List<SimMachine> serving() {
        return shop.writers().stream().filter(it -> isReachable(it.id())).toList();
    }

    private boolean isReachable(String machine) {
        return world.machine(machine)
                .filter(it -> !world.isUnreachable(it.birth().host()))
                .isPresent();
    }

    private List<SimVolume> living() {
        return world.volumesOf(Shop.APP.value()).stream().filter(it -> !it.isDead()).toList();
    }

    private RunStatus status(String run) {
        return shop.journal().status(new RunId(run));
    }

    private void same(String what, Object is, Object told) {
        if (!is.equals(told)) {
            lies.add("%s: said %s, and is %s".formatted(what, told, is));
        }
    }
}
