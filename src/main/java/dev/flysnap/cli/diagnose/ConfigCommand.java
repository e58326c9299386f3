package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.option.HookOptions;
import dev.flysnap.cli.session.CliCommand;
import dev.flysnap.cli.view.Table;
import dev.flysnap.cli.view.View;
import dev.flysnap.config.Config;
import dev.flysnap.config.Setting;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.problem.ExitCode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap config}. */
@Command(
        name = "config",
        description = "Shows the settings in force, and where each comes from.",
        mixinStandardHelpOptions = true,
        subcommands = ConfigCommand.Show.class)
public final class ConfigCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "name a command: flysnap config show");
    }

    /** {@code flysnap config show}. */
    @Command(
            name = "show",
            description = {
                "Shows each setting and its source: an option, a variable, a line of a file, or the default.",
                "Asks nobody, and prints no token."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  flysnap config show",
                "  flysnap config show --hook exec"
            })
    static final class Show extends CliCommand {
        @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "The Fly app.")
        private Optional<String> app;

        @Mixin private HookOptions hook;

        @Override
        public Integer call() {
            print(new SettingsView(Config.settings(target.flags(app, hook))));
            return ExitCode.DONE.number();
        }
    }

    private record SettingsView(List<Setting> settings) implements View {
        @Override
        public String text() {
            Table table = new Table();
            settings.forEach(it -> table.row(it.name(), it.value(), it.source()));
            return table.text();
        }

        @Override
        public Json json() {
            return Records.write(SettingsView.class, this);
        }
    }
}
