package dev.flysnap.cli.session;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The program's whole command line once more, for commands that run others. */
public interface CommandLines {
    /** A fresh one: options of an earlier execution are not in it. */
    CommandLine fresh(PrintWriter out, PrintWriter err);

    /** Of the program that a command belongs to. */
    static CommandLines of(CommandSpec command) {
        return (CommandLines) command.root().userObject();
    }
}
