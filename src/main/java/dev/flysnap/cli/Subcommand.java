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
import dev.flysnap.cli.sim.BenchCommand;
import dev.flysnap.cli.sim.DemoCommand;
import dev.flysnap.cli.sim.SimCommand;
import dev.flysnap.cli.snapshot.CreateCommand;
import dev.flysnap.cli.snapshot.ListCommand;
import dev.flysnap.cli.snapshot.PolicyCommand;
import dev.flysnap.cli.snapshot.ShowCommand;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/**
 * The commands of {@code flysnap}. Those with options are many classes: only what a command line
 * needs is looked into, which is most of the time that a short command takes.
 */
enum Subcommand {
    INIT("init"),
    CONFIG("config"),
    CREATE("create"),
    LIST("list"),
    SHOW("show"),
    POLICY("policy"),
    STATUS("status"),
    DOCTOR("doctor"),
    RESTORE("restore"),
    PUSH("push"),
    VERIFY("verify"),
    DRILL("drill"),
    MOVE("move"),
    CONTINUE("continue"),
    UNDO("undo"),
    FINISH("finish"),
    CLEANUP("cleanup"),
    RESCUE("rescue"),
    SOURCES("sources"),
    RUNS("runs"),
    EXTRACT("extract"),
    PULL("pull"),
    COPIES("copies"),
    SCHEDULE("schedule"),
    CRON("cron"),
    AGENT("agent"),
    HOOK("hook"),
    VERIFIER("verifier"),
    DEMO("demo"),
    SIM("sim"),
    BENCH("bench");

    private final String word;

    Subcommand(String word) {
        this.word = word;
    }

    /** All of them, in the order of the help text. */
    static List<Subcommand> all() {
        return List.of(values());
    }

    /** The one that a command line is about; empty if its first word is none of them. */
    static Optional<Subcommand> named(String... arguments) {
        return all().stream()
                .filter(it -> arguments.length > 0 && arguments[0].equals(it.word))
                .findFirst();
    }

    String word() {
        return word;
    }

    void addTo(CommandLine line) {
        line.addSubcommand(word, type());
    }

    private Class<?> type() {
        return switch (this) {
            case INIT -> InitCommand.class;
            case CONFIG -> ConfigCommand.class;
            case CREATE -> CreateCommand.class;
            case LIST -> ListCommand.class;
            case SHOW -> ShowCommand.class;
            case POLICY -> PolicyCommand.class;
            case STATUS -> StatusCommand.class;
            case DOCTOR -> DoctorCommand.class;
            case RESTORE -> RestoreCommand.class;
            case PUSH -> PushCommand.class;
            case VERIFY -> VerifyCommand.class;
            case DRILL -> DrillCommand.class;
            case MOVE -> MoveCommand.class;
            case CONTINUE -> ContinueCommand.class;
            case UNDO -> UndoCommand.class;
            case FINISH -> FinishCommand.class;
            case CLEANUP -> CleanupCommand.class;
            case RESCUE -> RescueCommand.class;
            case SOURCES -> SourcesCommand.class;
            case RUNS -> RunsCommand.class;
            case EXTRACT -> ExtractCommand.class;
            case PULL -> PullCommand.class;
            case COPIES -> CopiesCommand.class;
            case SCHEDULE -> ScheduleCommand.class;
            case CRON -> CronCommand.class;
            case AGENT -> AgentCommand.class;
            case HOOK -> HookCommand.class;
            case VERIFIER -> VerifierCommand.class;
            case DEMO -> DemoCommand.class;
            case SIM -> SimCommand.class;
            case BENCH -> BenchCommand.class;
        };
    }
}
