package dev.flysnap.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code flysnap} itself: the list of its commands. */
@Command(
        name = "flysnap",
        description =
                "Takes proven snapshots of Fly.io volumes that hold SQLite, and restores them.",
        mixinStandardHelpOptions = true,
        versionProvider = FlysnapVersion.class,
        subcommands = {
            InitCommand.class,
            CreateCommand.class,
            ListCommand.class,
            ShowCommand.class,
            PolicyCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            RestoreCommand.class,
            MoveCommand.class,
            ContinueCommand.class,
            UndoCommand.class,
            FinishCommand.class,
            CleanupCommand.class,
            RescueCommand.class,
            RunsCommand.class,
            AgentCommand.class,
            HookCommand.class,
            VerifierCommand.class,
            DemoCommand.class,
            SimCommand.class,
            BenchCommand.class
        })
final class FlysnapCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "which command? See the list in --help.");
    }
}
