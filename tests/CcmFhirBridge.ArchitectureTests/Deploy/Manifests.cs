using k8s;
using k8s.Models;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>The manifests of deploy/kubernetes as the objects of the Kubernetes API; a key that the API does not have is an error.</summary>
internal static class Manifests
{
    public const string Base = "kubernetes/base/";
    public const string Example = "kubernetes/overlays/example/";

    public static IEnumerable<string> Files => Deployed.Files
        .Where(file => file.StartsWith("kubernetes/", StringComparison.Ordinal) && !IsTenant(file) && Path.GetFileName(file) != "kustomization.yaml");

    public static V1StatefulSet StatefulSet { get; } = One<V1StatefulSet>(Base + "statefulset.yaml");

    public static V1Service Service { get; } = One<V1Service>(Base + "service.yaml");

    public static V1NetworkPolicy NetworkPolicy { get; } = One<V1NetworkPolicy>(Base + "networkpolicy.yaml");

    public static V1ServiceAccount ServiceAccount { get; } = One<V1ServiceAccount>(Base + "serviceaccount.yaml");

    public static V1Namespace Namespace { get; } = One<V1Namespace>(Example + "namespace.yaml");

    public static V1StatefulSet Patch { get; } = One<V1StatefulSet>(Example + "tenants.yaml");

    public static V1PodSpec Pod => StatefulSet.Spec.Template.Spec;

    public static V1Container Container => Pod.Containers.Single();

    public static V1Container PatchedContainer => Patch.Spec.Template.Spec.Containers.Single();

    /// <summary>What the overlay makes of the container's mounts and the pod's volumes.</summary>
    public static IReadOnlyList<V1VolumeMount> Mounts => [.. Container.VolumeMounts, .. PatchedContainer.VolumeMounts];

    public static IEnumerable<string> Volumes => Pod.Volumes.Concat(Patch.Spec.Template.Spec.Volumes).Select(volume => volume.Name)
        .Concat(StatefulSet.Spec.VolumeClaimTemplates.Select(claim => claim.Metadata.Name));

    public static Kustomization Kustomization(string folder) => Deployed.CamelCaseYaml<Kustomization>(folder + "kustomization.yaml");

    public static IReadOnlyList<object> Load(string file) => KubernetesYaml.LoadAllFromString(Deployed.Text(file), strict: true);

    public static bool IsTenant(string file) => file.Contains("/tenants/", StringComparison.Ordinal);

    private static T One<T>(string file) => Load(file).ShouldHaveSingleItem().ShouldBeOfType<T>();
}
