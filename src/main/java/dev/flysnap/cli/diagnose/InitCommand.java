package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.file.ConfigFile;
import dev.flysnap.cli.file.HookTokenFile;
import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.cli.view.SuggestedCommands;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.config.VolumeReference;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.doctor.checkup.Checkup;
import dev.flysnap.doctor.checkup.Doctor;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.hook.transport.HookToken;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.runtime.Prompt;
import dev.flysnap.setup.DatabaseLocation;
import dev.flysnap.setup.HookKind;
import dev.flysnap.setup.HookTokenSource;
import dev.flysnap.setup.SetupPlan;
import dev.flysnap.setup.SetupPlanner;
import dev.flysnap.setup.SetupRequest;
import dev.flysnap.setup.look.AppLook;
import dev.flysnap.setup.look.SeenMachine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap init}. */
@Command(
        name = "init",
        description = {
            "Sets flysnap up for an app: reads fly.toml (or fly.json, fly.yaml), the Dockerfile and config/database.yml in this folder, finds volume, mount and database, asks for what it cannot find, writes flysnap.toml, makes the hook's token, and prints the exact lines that are left to do.",
            "If there is a token, it looks into the app's machines first, and checks the app on Fly at the end. It changes nothing on Fly and none of the files that it reads."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Where nobody can be asked, a missing answer is an error that names the option for it.",
            "The hook's token goes into a file that only you can read; the printed line passes it to",
            "Fly by stdin, so that no terminal, history or list of processes shows it.",
            "",
            "Examples:",
            "  flysnap init",
            "  flysnap init shop --db /data/app.db",
            "  flysnap init --yes --json",
            "  flysnap init --hook exec --db main=/data/app.db --db jobs=/data/jobs.db",
            "  flysnap init --dry-run"
        })
public final class InitCommand implements Callable<Integer> {
    private static final Path NO_FILE = Path.of("/dev/null");

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "APP",
            description = "The Fly app. Default: FLY_APP, fly.toml.")
    private Optional<String> appArgument;

    @Option(
            names = {"-a", "--app"},
            paramLabel = "APP",
            description = "The Fly app.")
    private Optional<String> app;

    @Option(
            names = "--db",
            paramLabel = "[NAME=]PATH",
            description =
                    "A database and its path in the machine; may be repeated. Default: what fly.toml and the Dockerfile name, after a question.")
    private List<String> databases = List.of();

    @Option(
            names = "--ignore",
            paramLabel = "PATTERN",
            description =
                    "Databases on the volume that need no quiesce, such as caches; may be repeated, and is written down. A pattern of file names, or of whole paths where it has a slash.")
    private List<String> ignored = List.of();

    @Option(
            names = "--hook",
            paramLabel = "KIND",
            description =
                    "agent (flysnap runs the app as its child), exec (no agent: sqlite3 in the image is enough) or own (the app answers itself). Default: agent.")
    private Optional<HookKind> hook;

    @Option(
            names = "--hook-port",
            paramLabel = "PORT",
            description = "Where the agent or the app's own hook listens. Default: 8099.")
    private int hookPort = HookPaths.DEFAULT_PORT;

    @Option(
            names = "--volume",
            paramLabel = "VOLUME",
            description = "The volume to write down, for apps with several: an id or a name.")
    private Optional<String> volume;

    @Option(
            names = "--container",
            paramLabel = "NAME",
            description = "The container with the database, for machines of several; written down.")
    private Optional<String> container;

    @Option(
            names = "--yes",
            description =
                    "Take all databases that were found, and no agent where the image has no glibc, without asking.")
    private boolean yes;

    @Option(
            names = {"-c", "--fly-config"},
            paramLabel = "FILE",
            description =
                    "The app's configuration, as fly's own --config. Default: fly.toml, fly.json or fly.yaml in this folder.")
    private Optional<Path> flyConfig;

    @Option(names = "--replace", description = "Overwrite an existing flysnap.toml.")
    private boolean replace;

    @Option(
            names = "--dry-run",
            description = "Print what would be written, and write nothing; do not call Fly.")
    private boolean dryRun;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Write this file. Default: ./flysnap.toml.")
    private Path configFile = Path.of("flysnap.toml");

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Where the journal and the hook's token are. Default: FLYSNAP_STATE_DIR, then the user's state directory.")
    private Optional<Path> stateDir;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        ConfigFile file = new ConfigFile(configFile.toAbsolutePath(), replace);
        SetupRequest request = request();
        // Reports errors in the environment before anything is written.
        Config before = Config.load(flags(app.or(() -> appArgument), Optional.empty(), NO_FILE));
        if (!dryRun) {
            file.check();
        }
        SetupPlanner planner =
                SetupPlanner.in(
                        Path.of("").toAbsolutePath(),
                        flyConfig,
                        Terminal.prompt(spec.commandLine().getErr()).orElse(Prompt.NOBODY));
        SetupPlan setup = planner.plan(request, this::look);
        HookTokenSource token = tokenSource(before, setup);
        if (!dryRun) {
            file.write(setup.toml());
        }
        Optional<Checkup> checkup =
                dryRun ? Optional.empty() : Optional.of(checkup(setup, file.path()));
        InitView text =
                new InitView(
                        setup, file.path(), !dryRun, planner.steps(setup, token).steps(), checkup);
        PrintWriter out = spec.commandLine().getOut();
        SuggestedCommands commands = SuggestedCommands.of(spec);
        out.println(
                json
                        ? JsonText.printPretty(commands.complete(text.json()))
                        : commands.complete(text.text()));
        return (checkup.map(Checkup::isWrong).orElse(false)
                        ? ExitCode.CHECK_NOT_MET
                        : ExitCode.DONE)
                .number();
    }

    private SetupRequest request() {
        if (hookPort < 1 || hookPort > 65_535) {
            throw new ParameterException(
                    spec.commandLine(), "--hook-port should be from 1 to 65535");
        }
        Optional<String> named =
                app.or(() -> appArgument)
                        .or(() ->
                                Optional.ofNullable(System.getenv("FLY_APP"))
                                        .filter(it -> !it.isBlank()));
        return new SetupRequest(
                named.map(it -> OptionParser.parse(spec, it, AppName::new)),
                OptionParser.parse(spec, databases, DatabaseLocation::parse),
                ignored,
                volume.map(it -> OptionParser.parse(spec, it, VolumeReference::parse)),
                container.map(it -> OptionParser.parse(spec, it, ContainerName::new).value()),
                hook,
                hookPort,
                yes);
    }

    /** Nothing without a token, or where Fly is not to be called. */
    private List<SeenMachine> look(AppName named) {
        Config config = Config.load(flags(Optional.of(named.value()), Optional.empty(), NO_FILE));
        if (dryRun || config.flyToken().isEmpty()) {
            return List.of();
        }
        try (FlySession session =
                FlySession.openToLook(
                        config, spec.commandLine().getErr(), new ProblemView(spec, json))) {
            return AppLook.over(session.context().fly(), config.container().map(ContainerName::new))
                    .into(named);
        }
    }

    private HookTokenSource tokenSource(Config config, SetupPlan setup) {
        if (config.hookToken().isPresent()) {
            // A token that is too short is refused before anything is written.
            HookToken _ = HookToken.parse(config.hookToken().get());
            return new HookTokenSource.Environment();
        }
        HookTokenFile file =
                new HookTokenFile(
                        config.stateDir(), ApiIdentity.of(config.flyBaseUrl()), setup.app());
        return dryRun || setup.hook() == HookKind.EXEC
                ? new HookTokenSource.InFile(file.path(), true)
                : file.createIfMissing();
    }

    private Checkup checkup(SetupPlan setup, Path written) {
        ConfigFlags flags = flags(Optional.of(setup.app().value()), setup.hookAddress(), written);
        Config config = Config.load(flags);
        if (config.flyToken().isEmpty()) {
            return Doctor.withoutToken(setup.app());
        }
        try (FlySession session =
                FlySession.openToLook(
                        config, spec.commandLine().getErr(), new ProblemView(spec, json))) {
            return new Doctor(
                            session.context().fly(),
                            session.hook(),
                            session.context().clock(),
                            session.context().journal()::check,
                            session.config().ignored())
                    .examine(setup.app(), session.config().volume().or(setup::mountedVolume));
        } catch (FlysnapException e) {
            return Doctor.failedEarly(setup.app(), e.problem());
        }
    }

    private ConfigFlags flags(Optional<String> named, Optional<String> address, Path file) {
        return new ConfigFlags(
                named,
                Optional.empty(),
                address,
                Optional.empty(),
                container,
                stateDir,
                Optional.of(file));
    }
}
