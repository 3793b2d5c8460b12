import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.ingest.common.IngestCommonPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.transport.Netty4Plugin;

/** One node of OpenSearch on the loopback address. Arguments: a folder for its data, and its HTTP port. */
public final class Server extends Node {
  private Server(Environment environment) {
    super(
        environment,
        List.of(
            Netty4Plugin.class,
            CommonAnalysisPlugin.class,
            IngestCommonPlugin.class,
            PainlessPlugin.class),
        false);
  }

  public static void main(String[] arguments) throws Exception {
    Settings settings =
        Settings.builder()
            .put("path.home", arguments[0])
            .put("cluster.name", "groundwork")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("http.port", arguments[1])
            .put("transport.port", "0")
            .put("node.store.allow_mmap", false)
            // A domain counts the replicas that are missing; one node has none.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(
            settings, Map.of(), Path.of(arguments[0]), () -> "node-1");
    Node node = new Server(environment);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    node.close();
                  } catch (java.io.IOException error) {
                    System.err.println(error);
                  }
                }));
    node.start();
    Thread.currentThread().join();
  }
}
