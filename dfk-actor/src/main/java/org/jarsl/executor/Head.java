package org.jarsl.executor;

import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.jarsl.Config;
import org.jarsl.codec.ValueCodec;
import org.jarsl.protocol.AppDescriptor;

/** What an executor needs of the head it lives in. */
public interface Head {
    <T> ActorRef<T> spawn(Behavior<T> behavior, String name);

    /** {@code pekko://jarsl@host:port}, by which managers find it. */
    String address();

    Config config();

    Path runDirectory();

    ValueCodec codec();

    /** Threads for work that may take long: commands, and users' encoders. */
    Executor blocking();

    Type[] parameterTypes(AppDescriptor app);
}
