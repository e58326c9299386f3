package dev.flysnap.demo;

import dev.flysnap.demo.shop.DemoProblems;
import dev.flysnap.demo.shop.OrderLosses;
import dev.flysnap.demo.shop.OrderSession;
import dev.flysnap.demo.shop.SeedDatabase;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.ShellText;
import dev.flysnap.seal.NewIdentity;
import dev.flysnap.sim.VolumeBackend;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The story for newcomers: an app writes, a snapshot is taken, the app is lost with its volume, and
 * comes back in another region; then from a copy, when even the snapshots are gone. Everything in
 * it is real but Fly itself.
 */
public final class Story {
    private static final int ORDERS_BEFORE = 1000;

    /**
     * Between the first and the second of SQLite's own checkpoints, which come every 1,000 pages,
     * here about an order each: neither the best nor the worst moment for a plain snapshot.
     */
    private static final int HALF_WAY = 1500;

    private static final int ORDERS_AFTER = 300;
    private static final int ORDERS_A_SECOND = 200;

    private final StorySettings settings;
    private final Consumer<String> say;
    private final DemoDirectory directory;
    private Optional<SimulatedFly> fly = Optional.empty();
    private Optional<FlysnapCommands> commands = Optional.empty();
    private boolean ended;
    private int chapter;

    /**
     * @param say told each line for the user
     */
    public Story(StorySettings settings, Consumer<String> say) {
        this.settings = settings;
        this.say = say;
        this.directory = DemoDirectory.make();
    }

    /**
     * Tells it.
     *
     * @return what was lost
     * @throws dev.flysnap.problem.FlysnapException if a command fails, or an order is lost that
     *     must not be
     */
    public OrderLosses tell() {
        return tell(this::tell);
    }

    /**
     * Tells of a drill that passes, and of one that finds what nobody had noticed.
     *
     * @throws dev.flysnap.problem.FlysnapException if a command ends otherwise
     */
    public void tellOfDrills() {
        var _ =
                tell((started, api) -> {
                    ShopOnFly shop = open(started, api);
                    new DrillChapters(commands(), shop, this::chapter, say).tell();
                    goodBye(started);
                    return shop;
                });
    }

    private <T> T tell(BiFunction<SimulatedFly.Ready, DemoFlyClient, T> story) {
        Thread atExit = new Thread(this::end, "end the story");
        Runtime.getRuntime().addShutdownHook(atExit);
        boolean told = false;
        try {
            settings.database().ifPresent(it -> SeedDatabase.copy(it, directory.seed()));
            SimulatedFly.Ready started = startFly().awaitReady();
            try (DemoFlyClient api = new DemoFlyClient(started.baseUrl(), started.token())) {
                T result = story.apply(started, api);
                told = true;
                return result;
            }
        } catch (RuntimeException e) {
            // What Ctrl-C has ended beside this thread fails in many ways, and none is of interest.
            requireNotEnded();
            throw e;
        } finally {
            if (!told || !settings.keep()) {
                end();
            }
            stayAtExit(atExit);
        }
    }

    private static void stayAtExit(Thread atExit) {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // It runs already, and does what has been done once more.
        }
    }

    /** Nothing is left: first who writes into the directory, then the directory. */
    private synchronized void end() {
        ended = true;
        commands.ifPresent(FlysnapCommands::stop);
        fly.ifPresent(SimulatedFly::stop);
        directory.remove();
    }

    private synchronized void prepareCommands(Map<String, String> environment) {
        requireNotEnded();
        commands =
                Optional.of(new FlysnapCommands(settings.program(), directory, environment, say));
    }

    private synchronized FlysnapCommands commands() {
        return commands.orElseThrow();
    }

    /**
     * Who ends the story by Ctrl-C or SIGTERM does so beside it: it must not start anything more.
     */
    private synchronized void requireNotEnded() {
        if (ended) {
            throw DemoProblems.ended().exception();
        }
    }

    private ShopOnFly open(SimulatedFly.Ready fly, DemoFlyClient api) {
        String token = secret();
        String copyToken = secret();
        prepareCommands(exports(fly, token, copyToken));
        chapter("A Fly of our own runs at " + fly.baseUrl() + ", and an app writes orders on it");
        ShopOnFly shop = new ShopOnFly(api, settings.program(), directory.log(), token, copyToken);
        shop.awaitOrders(settings.volumes() == VolumeBackend.BLOCKS ? HALF_WAY : ORDERS_BEFORE);
        say.accept(
                "   \"shop\" runs on machine %s in ams, with the 1 GB volume %s: %,d orders so far"
                        .formatted(shop.machine(), shop.volume(), shop.orders().entries().size()));
        return shop;
    }

    private OrderLosses tell(SimulatedFly.Ready fly, DemoFlyClient api) {
        ShopOnFly shop = open(fly, api);
        FlysnapCommands commands = commands();
        OrderSession session = shop.orders().entries().getFirst().session();

        Optional<UnquiescedSnapshot> plain = Optional.empty();
        if (settings.volumes() == VolumeBackend.BLOCKS) {
            chapter("First a plain snapshot, as one takes it without flysnap's care");
            plain = Optional.of(UnquiescedSnapshot.take(commands));
        }

        chapter("A snapshot, while it writes");
        Instant moment = takeSnapshot(commands, shop);
        shop.awaitOrders((int) shop.orders().countBefore(Instant.now()) + ORDERS_AFTER);

        chapter("The bad day: the machine is destroyed, its volume with it");
        say.accept("   DELETE /v1/apps/shop/machines/" + shop.machine() + "?force=true");
        shop.destroyMachine();
        say.accept("   DELETE /v1/apps/shop/volumes/" + shop.volume());
        shop.deleteVolume();

        chapter("The way back, to another region");
        commands.run(
                "restore", "latest", "--app", ShopOnFly.APP, "--to-region", "fra", "--cutover");

        chapter("What was lost");
        OrderLosses losses = shop.lossesIn("fra", session, moment);
        plain.ifPresent(it -> sayPlain(it.losses(shop, session)));
        say.accept(
                "   %s%,d of the %,d orders committed before the snapshot; %,d of the %,d written after it are gone"
                        .formatted(
                                plain.isPresent() ? "with flysnap's: " : "",
                                losses.lost(),
                                losses.committedBefore(),
                                losses.gone(),
                                losses.writtenAfter()));
        if (losses.lost() > 0) {
            throw DemoProblems.lost(losses).exception();
        }
        afterTheAppIsGone(commands, shop);
        goodBye(fly);
        return losses;
    }

    /** Fly deletes the snapshots with the app: what comes back then has to lie elsewhere. */
    private void afterTheAppIsGone(FlysnapCommands commands, ShopOnFly shop) {
        chapter("A copy outside Fly, encrypted, while it writes");
        String copies = directory.copies() + "/";
        NewIdentity key = NewIdentity.generate();
        commands.run(
                "extract",
                ShopOnFly.APP,
                "--db",
                "shop",
                "--to",
                copies,
                "--recipient",
                key.recipient().value());
        Instant moment = momentOfCopy(commands.ask("copies", "list", copies, "--json"));
        OrderSession session = shop.orders().entries().getLast().session();

        chapter("The worst day: the app is deleted, and all its snapshots with it");
        say.accept("   DELETE /v1/apps/shop; POST /v1/apps");
        shop.deleteAppAndMakeItAnew();
        commands.run("list", ShopOnFly.APP);

        chapter("The way back, from the copy");
        commands.run(
                "restore",
                copies,
                "--app",
                ShopOnFly.APP,
                "--path",
                "/data/shop.db",
                "--identity",
                directory.writeKey(key.secret()).toString(),
                "--cutover");
        OrderLosses losses = shop.lossesIn("ams", session, moment);
        say.accept(
                "   %,d of the %,d orders committed before the copy are lost"
                        .formatted(losses.lost(), losses.committedBefore()));
        if (losses.lost() > 0) {
            throw DemoProblems.lost(losses).exception();
        }
    }

    private static Instant momentOfCopy(String listJson) {
        return JsonText.parseObject(listJson).objects("copies").stream()
                .flatMap(it -> it.text("complete_until").stream())
                .map(Instant::parse)
                .findFirst()
                .orElseThrow(() ->
                        DemoProblems.commandFailed("copies list --json", "there is no copy")
                                .exception());
    }

    private void chapter(String title) {
        if (chapter > 0) {
            say.accept("");
        }
        chapter++;
        say.accept(chapter + ". " + title);
    }

    /**
     * @return every order acknowledged before this moment is in it
     */
    private Instant takeSnapshot(FlysnapCommands commands, ShopOnFly shop) {
        Instant from = Instant.now();
        commands.run("create", ShopOnFly.APP);
        Duration longest = shop.orders().longestCommit(from, Instant.now()).orElse(Duration.ZERO);
        say.accept("   the longest commit meanwhile took %d ms".formatted(longest.toMillis()));
        say.accept("");
        commands.run("list", ShopOnFly.APP);
        return momentOf(commands.ask("list", ShopOnFly.APP, "--json"));
    }

    private void sayPlain(OrderLosses losses) {
        say.accept(
                "   with the plain snapshot: %,d of the %,d orders committed before it"
                        .formatted(losses.lost(), losses.committedBefore()));
    }

    private synchronized SimulatedFly startFly() {
        requireNotEnded();
        String program = settings.program().toString();
        String seed = settings.database().isPresent() ? " --seed " + quoted(directory.seed()) : "";
        String image =
                "%s=%s agent --db shop=/data/shop.db -- %s demo app --db /data/shop.db --log %s --rate %d%s"
                        .formatted(
                                ShopOnFly.IMAGE,
                                quoted(settings.program()),
                                quoted(settings.program()),
                                quoted(directory.log()),
                                ORDERS_A_SECOND,
                                seed);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program,
                                "sim",
                                "--app",
                                ShopOnFly.APP,
                                "--volumes",
                                settings.volumes().name().toLowerCase(Locale.ROOT),
                                "--run",
                                image,
                                "--ready-file",
                                directory.readyFile().toString(),
                                "--remove-at-end",
                                directory.root().toString()));
        if (!settings.keep()) {
            // Even when this process is killed, nothing is left.
            command.add("--while-stdin-open");
        }
        SimulatedFly started =
                SimulatedFly.start(
                        command, directory.root(), directory.readyFile(), settings.keep());
        fly = Optional.of(started);
        return started;
    }

    private Map<String, String> exports(SimulatedFly.Ready fly, String token, String copyToken) {
        return Map.of(
                "FLY_FLAPS_BASE_URL",
                fly.baseUrl(),
                "FLY_API_TOKEN",
                fly.token(),
                "FLYSNAP_HOOK_URL",
                "http://{private_ip}:8099",
                "FLYSNAP_HOOK_TOKEN",
                token,
                "FLYSNAP_COPY_TOKEN",
                copyToken,
                "FLYSNAP_STATE_DIR",
                directory.state().toString());
    }

    private static Instant momentOf(String listJson) {
        return JsonText.parseObject(listJson).objects("snapshots").stream()
                .flatMap(it -> it.text("holds_all_before").stream())
                .map(Instant::parse)
                .findFirst()
                .orElseThrow(() ->
                        DemoProblems.commandFailed("list shop --json", "no snapshot has a receipt")
                                .exception());
    }

    private void goodBye(SimulatedFly.Ready fly) {
        say.accept("");
        if (!settings.keep()) {
            say.accept(
                    "The simulated Fly is gone again, with its machines, volumes and snapshots; --keep leaves it running.");
            return;
        }
        say.accept("The simulated Fly goes on running. To play with it, paste:");
        commands().exports().forEach(it -> say.accept("  " + it));
        say.accept("To end it, and remove all its files: kill " + fly.pid());
    }

    private static String secret() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static String quoted(Path path) {
        return ShellText.quoted(path.toString());
    }
}
