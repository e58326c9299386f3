package dev.flysnap.agent.spool;

import dev.flysnap.Needed;
import dev.flysnap.NeedsTool;
import java.util.List;

/** The same with BusyBox's tools, as in images of Alpine. */
@NeedsTool("busybox")
class SpoolOnBusyBoxTest extends SpoolTest {
    @Override
    List<String> tool(String name) {
        return List.of(Needed.program("busybox").toString(), name);
    }
}
