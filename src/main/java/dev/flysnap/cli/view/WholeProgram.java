package dev.flysnap.cli.view;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** A program whose running command line knows only the command that it runs. */
public interface WholeProgram {
    /** The command of that name, with those below it; empty if there is none. */
    Optional<CommandSpec> command(String word);
}
