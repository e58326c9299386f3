/**
 * What each volume of an app is for, and which machines and volumes cutovers and undos have left:
 * whether they can be deleted, and what would be lost with them. Changes nothing.
 */
@NullMarked
package dev.flysnap.restore.finish;

import org.jspecify.annotations.NullMarked;
