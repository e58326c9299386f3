package dev.flysnap.cli.view;

import picocli.CommandLine.Model.CommandSpec;

/** A program whose running command line knows only the command that it runs. */
public interface WholeProgram {
    /** With all commands; made anew by each call, which takes a while. */
    CommandSpec whole();
}
