/**
 * The order of a restore, forward and back, on one page: {@link
 * dev.flysnap.restore.route.RestoreRoute}. Pure: computes the next step from the plan and the
 * state, and changes nothing.
 *
 * <pre>{@code
 * restore   create volume -> create machine with the verifier -> (fill it with the copies) -> verdict -> stop verifier   (without --cutover it ends here)
 * verify    the same until the verdict -> delete the new machine -> delete the new volume
 * cutover   record the old machine -> cordon old -> remove its fly_* metadata -> stop old -> (unschedule old)
 *           -> confirm that nobody else writes -> commit -> the new machine becomes the app -> start -> healthy -> uncordon
 * move      cordon and stop old -> snapshot -> restore -> confirm that old is still stopped -> cutover
 * undo      before the commit: put old back in service, delete the new machine, delete the new volume
 *           after it: cordon new, remove its fly_* metadata, stop it; put old back in service; delete nothing
 * finish    delete the old machine -> delete the old volume; of an undone run the new ones, which the undo has kept
 * }</pre>
 */
@NullMarked
package dev.flysnap.restore.route;

import org.jspecify.annotations.NullMarked;
