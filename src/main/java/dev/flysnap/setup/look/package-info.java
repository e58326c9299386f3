/**
 * What {@code flysnap init} makes of a look into the app's machines: which databases are the app's,
 * and why others are left out. Reads from Fly; must not know the app's files or what is asked.
 */
@NullMarked
package dev.flysnap.setup.look;

import org.jspecify.annotations.NullMarked;
