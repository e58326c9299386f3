package dev.flysnap.cli;

import dev.flysnap.cli.agent.AgentCommand;
import dev.flysnap.cli.agent.HookCommand;
import dev.flysnap.cli.agent.VerifierCommand;
import dev.flysnap.cli.copy.CopiesCommand;
import dev.flysnap.cli.copy.ExtractCommand;
import dev.flysnap.cli.diagnose.ConfigCommand;
import dev.flysnap.cli.diagnose.DoctorCommand;
import dev.flysnap.cli.diagnose.InitCommand;
import dev.flysnap.cli.diagnose.RescueCommand;
import dev.flysnap.cli.diagnose.SourcesCommand;
import dev.flysnap.cli.diagnose.StatusCommand;
import dev.flysnap.cli.drill.DrillCommand;
import dev.flysnap.cli.pull.PullCommand;
import dev.flysnap.cli.restore.MoveCommand;
import dev.flysnap.cli.restore.PushCommand;
import dev.flysnap.cli.restore.RestoreCommand;
import dev.flysnap.cli.restore.VerifyCommand;
import dev.flysnap.cli.run.CleanupCommand;
import dev.flysnap.cli.run.ContinueCommand;
import dev.flysnap.cli.run.FinishCommand;
import dev.flysnap.cli.run.RunsCommand;
import dev.flysnap.cli.run.UndoCommand;
import dev.flysnap.cli.schedule.CronCommand;
import dev.flysnap.cli.schedule.ScheduleCommand;
import dev.flysnap.cli.session.CommandLines;
import dev.flysnap.cli.session.FlysnapVersion;
import dev.flysnap.cli.sim.BenchCommand;
import dev.flysnap.cli.sim.DemoCommand;
import dev.flysnap.cli.sim.SimCommand;
import dev.flysnap.cli.snapshot.CreateCommand;
import dev.flysnap.cli.snapshot.ListCommand;
import dev.flysnap.cli.snapshot.PolicyCommand;
import dev.flysnap.cli.snapshot.ShowCommand;
import java.io.PrintWriter;
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
            ConfigCommand.class,
            CreateCommand.class,
            ListCommand.class,
            ShowCommand.class,
            PolicyCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            RestoreCommand.class,
            PushCommand.class,
            VerifyCommand.class,
            DrillCommand.class,
            MoveCommand.class,
            ContinueCommand.class,
            UndoCommand.class,
            FinishCommand.class,
            CleanupCommand.class,
            RescueCommand.class,
            SourcesCommand.class,
            RunsCommand.class,
            ExtractCommand.class,
            PullCommand.class,
            CopiesCommand.class,
            ScheduleCommand.class,
            CronCommand.class,
            AgentCommand.class,
            HookCommand.class,
            VerifierCommand.class,
            DemoCommand.class,
            SimCommand.class,
            BenchCommand.class
        })
final class FlysnapCommand implements Runnable, CommandLines {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "name a command: --help lists them");
    }

    @Override
    public CommandLine fresh(PrintWriter out, PrintWriter err) {
        return Main.commandLine(out, err).setExecutionStrategy(new CommandLine.RunLast());
    }
}
