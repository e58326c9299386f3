/**
 * {@code runs}, {@code continue}, {@code undo}, {@code finish}, {@code cleanup}: what began
 * earlier.
 */
@NullMarked
package dev.flysnap.cli.run;

import org.jspecify.annotations.NullMarked;
