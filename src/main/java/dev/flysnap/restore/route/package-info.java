/**
 * The order of a restore, forward and back, on one page: {@link
 * dev.flysnap.restore.route.RestoreRoute}. Pure: computes the next step from the plan and the
 * state, and touches nothing.
 *
 * <pre>{@code
 * forward   volume -> machine with the verifier -> verdict -> verifier stopped      (without --cutover it ends here)
 * cutover   look -> cordon old -> take its fly_ metadata away -> stop old -> (unschedule old) -> nobody else writes?
 *           -> commit -> the new machine becomes the app -> start -> healthy -> uncordon
 * move      old stopped first -> snapshot of what stands still -> forward -> it still stood still? -> cutover
 * undo      before the commit: old works again, what was made is removed
 *           after it: new cordoned, without fly_ metadata, stopped; old works again; the new volume stays
 * finish    old machine removed -> old volume removed
 * }</pre>
 */
@NullMarked
package dev.flysnap.restore.route;

import org.jspecify.annotations.NullMarked;
