/**
 * One look into a machine, through Fly's exec: which SQLite files lie on its volume, who has them
 * open, and what the image has. Changes nothing there; decides nothing.
 */
@NullMarked
package dev.flysnap.hook.look;

import org.jspecify.annotations.NullMarked;
