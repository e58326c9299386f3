/**
 * The command line's entry: finds the command, runs it, turns a problem into words and an exit
 * code. Nothing imports it.
 */
@NullMarked
package dev.flysnap.cli;

import org.jspecify.annotations.NullMarked;
