/**
 * The copies that a restore brings back, on this computer: which ones are meant, and each as a
 * checked, plain database for as long as it is needed. Must not know what is done with them.
 */
@NullMarked
package dev.flysnap.restore.bring;

import org.jspecify.annotations.NullMarked;
