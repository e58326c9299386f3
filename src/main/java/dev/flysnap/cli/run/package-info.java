/**
 * {@code runs}, {@code continue}, {@code undo}, {@code finish}, {@code cleanup}: commands on
 * earlier runs.
 */
@NullMarked
package dev.flysnap.cli.run;

import org.jspecify.annotations.NullMarked;
