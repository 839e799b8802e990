// The picture of view3d.py. It is drawn only when something changed: nothing moves by itself.
import { OrbitControls, THREE } from "nicegui-scene";

const VIEWS = {
  behind: { title: "From behind", from: [0.8, 0.75, 1.5] },
  front: { title: "From the front", from: [0, 0.25, -2.0] },
  side: { title: "From the side", from: [2.0, 0.25, -0.25] },
  above: { title: "From above", from: [0, 2.6, 0.001] },
};
const LOOKS_AT = [0, 0.95, -0.3];
const FOLLOWS_AFTER_M = 0.5;
const TURN_RAD = Math.PI / 18;
const PERSON = 0x3f7fb5;
const SIDES = { left: 0x7a4fd0, right: 0xd9731a };
const meshes = new Map(); // name -> promise of a geometry, shared by all pictures of a page

async function fetched(name) {
  const answer = await fetch(`/view3d/${encodeURIComponent(name)}`);
  if (!answer.ok) throw new Error(`no mesh ${name}`);
  const bytes = await answer.arrayBuffer();
  const [vertices, indices] = new Uint32Array(bytes, 0, 2);
  const geometry = new THREE.BufferGeometry();
  ["position", "normal", "color"].forEach((attribute, k) => {
    const values = new Float32Array(bytes, 8 + 12 * vertices * k, 3 * vertices);
    geometry.setAttribute(attribute, new THREE.BufferAttribute(values, 3));
  });
  geometry.setIndex(new THREE.BufferAttribute(new Uint32Array(bytes, 8 + 36 * vertices, indices), 1));
  return geometry;
}

function geometry_of(name) {
  if (!meshes.has(name)) meshes.set(name, fetched(name));
  return meshes.get(name);
}

const material = (colour) => new THREE.MeshLambertMaterial({ color: colour });

function head() {
  const group = new THREE.Group();
  const skull = new THREE.Mesh(new THREE.SphereGeometry(0.095, 24, 16), material(PERSON));
  skull.scale.set(0.85, 1.2, 1);
  const nose = new THREE.Mesh(new THREE.ConeGeometry(0.03, 0.09, 12), material(0xf2c14e));
  nose.position.set(0, -0.01, -0.125);
  nose.rotation.x = -Math.PI / 2;
  group.add(skull, nose);
  for (const x of [-0.04, 0.04]) {
    const eye = new THREE.Mesh(new THREE.SphereGeometry(0.016, 12, 8), material(0x10161c));
    eye.position.set(x, 0.03, -0.085);
    group.add(eye);
  }
  return group;
}

function hand(side) {
  const group = new THREE.Group();
  const palm = new THREE.Mesh(new THREE.SphereGeometry(0.05, 20, 14), material(SIDES[side]));
  palm.scale.set(0.5, 0.85, 1);
  const thumb = new THREE.Mesh(new THREE.ConeGeometry(0.015, 0.07, 10), material(SIDES[side]));
  thumb.position.set(0, 0.045, -0.03);
  group.add(palm, thumb);
  return group;
}

function foot(side) {
  const group = new THREE.Group();
  const sole = new THREE.Mesh(new THREE.BoxGeometry(0.09, 0.07, 0.25), material(SIDES[side]));
  sole.position.set(0, 0.035, -0.06);
  group.add(sole);
  return group;
}

const PARTS = {
  head,
  "left hand": () => hand("left"),
  "right hand": () => hand("right"),
  "left foot": () => foot("left"),
  "right foot": () => foot("right"),
};

function line(points, colour) {
  const made = new THREE.BufferGeometry().setFromPoints(points.map((p) => new THREE.Vector3(...p)));
  return new THREE.Line(made, new THREE.LineBasicMaterial({ color: colour }));
}

export default {
  template: `
    <figure class="view3d" :style="{ '--view3d-height': height }">
      <div class="view3d-buttons" role="group" aria-label="Seen from">
        <button v-for="(view, name) in views" type="button" :key="name"
          :aria-pressed="name === seen ? 'true' : 'false'" @click="look(name)">{{ view.title }}</button>
      </div>
      <div class="view3d-frame" ref="frame">
        <canvas ref="canvas" role="img" tabindex="0" :aria-label="label" v-show="!failed"
          @keydown="key"></canvas>
        <p class="view3d-failed" v-if="failed">{{ failed }}</p>
      </div>
      <figcaption>{{ told }}</figcaption>
    </figure>`,
  props: { height: String, first: String },
  data() {
    return { views: VIEWS, seen: this.first, told: "", failed: "" };
  },
  computed: {
    label() {
      return `3-D picture. ${this.told} Arrow keys turn it, plus and minus bring it nearer and farther.`;
    },
  },
  mounted() {
    try {
      const canvas = this.$refs.canvas;
      this.renderer = new THREE.WebGLRenderer({ canvas, antialias: true, alpha: true });
    } catch {
      this.failed =
        "This browser can't draw 3-D pictures (WebGL is off or missing). The line below says what is going on.";
      this.$emit("ready");
      return;
    }
    this.make();
    this.sized = new ResizeObserver(() => this.resize());
    this.sized.observe(this.$refs.frame);
    this.$refs.canvas.addEventListener("webglcontextlost", (event) => {
      event.preventDefault();
      this.failed = "The picture was lost; it comes back as soon as the graphics card can.";
    });
    this.$refs.canvas.addEventListener("webglcontextrestored", () => {
      this.failed = "";
      this.draw();
    });
    this.look(this.first);
    this.$emit("ready");
  },
  beforeUnmount() {
    this.sized?.disconnect();
    this.controls?.dispose();
    cancelAnimationFrame(this.asked);
    this.renderer?.dispose();
    this.renderer?.forceContextLoss();
    this.renderer = null;
  },
  methods: {
    make() {
      this.things = new Map();
      this.scene = new THREE.Scene();
      this.scene.add(new THREE.HemisphereLight(0xffffff, 0x8a8f96, 2.4));
      const sun = new THREE.DirectionalLight(0xffffff, 1.2);
      sun.position.set(1, 3, 1.5);
      this.scene.add(sun);
      const grid = new THREE.GridHelper(6, 12, 0x6c7886, 0x9aa5b1);
      grid.material.transparent = true;
      grid.material.opacity = 0.6;
      this.scene.add(grid);
      this.body = new THREE.Group();
      this.trails = new THREE.Group();
      this.scene.add(this.body, this.trails);
      this.camera = new THREE.PerspectiveCamera(40, 1, 0.05, 60);
      this.controls = new OrbitControls(this.camera, this.$refs.canvas);
      this.controls.enableDamping = false;
      this.controls.minDistance = 0.4;
      this.controls.maxDistance = 12;
      this.controls.target.set(...LOOKS_AT);
      this.controls.addEventListener("change", () => this.draw());
      this.controls.addEventListener("start", () => (this.seen = ""));
    },
    show(rows, gone, told, trails) {
      this.told = told;
      if (!this.renderer) return;
      for (const id of gone) this.remove(id);
      for (const row of rows) this.place(row);
      if (trails) this.trace(trails);
      this.embody();
      this.draw();
    },
    place([id, role, mesh, ...numbers]) {
      let thing = this.things.get(id);
      if (thing && (thing.userData.mesh !== mesh || thing.userData.role !== role)) {
        this.remove(id);
        thing = undefined;
      }
      if (!thing) {
        thing = this.thing(role, mesh);
        thing.userData = { role, mesh };
        this.things.set(id, thing);
        this.scene.add(thing);
      }
      thing.position.set(...numbers.slice(0, 3));
      thing.quaternion.set(...numbers.slice(3, 7));
      thing.scale.set(...numbers.slice(7, 10));
      const [red, green, blue, opacity] = numbers.slice(10);
      thing.traverse((part) => {
        if (!part.material) return;
        if (thing.userData.mesh) part.material.color.setRGB(red, green, blue, THREE.SRGBColorSpace);
        part.material.opacity = opacity;
        part.material.transparent = opacity < 1;
        part.material.depthWrite = opacity >= 1;
      });
    },
    thing(role, mesh) {
      if (!mesh) return PARTS[role] ? PARTS[role]() : new THREE.Group();
      const look = new THREE.MeshLambertMaterial({ vertexColors: true, side: THREE.DoubleSide });
      const made = new THREE.Mesh(new THREE.BufferGeometry(), look);
      geometry_of(mesh).then(
        (geometry) => {
          made.geometry = geometry;
          this.draw();
        },
        () => {
          made.geometry = new THREE.SphereGeometry(0.5, 16, 12);
          made.material.vertexColors = false;
          made.material.needsUpdate = true;
          this.draw();
        },
      );
      return made;
    },
    remove(id) {
      const thing = this.things.get(id);
      this.things.delete(id);
      if (!thing) return;
      this.scene.remove(thing);
      thing.traverse((part) => {
        part.material?.dispose();
        if (!thing.userData.mesh) part.geometry?.dispose(); // those of meshes are shared
      });
    },
    part(role) {
      for (const thing of this.things.values()) if (thing.userData.role === role) return thing;
      return undefined;
    },
    clear(group) {
      for (const part of [...group.children]) {
        group.remove(part);
        part.geometry.dispose();
        part.material.dispose();
      }
    },
    embody() {
      this.clear(this.body);
      const skull = this.part("head");
      if (!skull) return;
      const ahead = new THREE.Vector3(0, 0, -1).applyQuaternion(skull.quaternion);
      const right = new THREE.Vector3(-ahead.z, 0, ahead.x);
      if (right.lengthSq() < 1e-6) right.set(1, 0, 0);
      right.normalize();
      const neck = skull.position.clone().add(new THREE.Vector3(0, -0.24, 0));
      const shoulders = { left: neck.clone().addScaledVector(right, -0.18), right: neck.clone().addScaledVector(right, 0.18) };
      const along = new THREE.CapsuleGeometry(0.035, 0.36, 6, 12).rotateZ(Math.PI / 2);
      const bar = new THREE.Mesh(along, material(PERSON));
      bar.position.copy(neck);
      bar.quaternion.setFromUnitVectors(new THREE.Vector3(1, 0, 0), right);
      this.body.add(bar);
      for (const side of ["left", "right"]) {
        const grip = this.part(`${side} hand`);
        if (grip) this.body.add(line([shoulders[side].toArray(), grip.position.toArray()], SIDES[side]));
      }
      this.follow(skull.position);
    },
    follow(place) {
      const aim = this.controls.target;
      const [x, , z] = LOOKS_AT;
      const shift = new THREE.Vector3(place.x + x - aim.x, 0, place.z + z - aim.z);
      if (shift.length() < FOLLOWS_AFTER_M) return;
      aim.add(shift);
      this.camera.position.add(shift);
      this.controls.update();
    },
    trace(trails) {
      this.clear(this.trails);
      for (const [name, points] of Object.entries(trails)) {
        if (points.length > 1) this.trails.add(line(points, SIDES[name.split(" ")[0]] ?? PERSON));
      }
    },
    look(name) {
      this.seen = name;
      if (!this.renderer) return;
      const view = VIEWS[name] ?? VIEWS.behind;
      this.camera.position.copy(this.controls.target).add(new THREE.Vector3(...view.from));
      this.controls.update();
      this.draw();
    },
    key(event) {
      const turns = {
        ArrowLeft: [-TURN_RAD, 0, 1],
        ArrowRight: [TURN_RAD, 0, 1],
        ArrowUp: [0, -TURN_RAD, 1],
        ArrowDown: [0, TURN_RAD, 1],
        "+": [0, 0, 0.87],
        "=": [0, 0, 0.87],
        "-": [0, 0, 1.15],
      }[event.key];
      if (!turns || !this.renderer || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      const away = this.camera.position.clone().sub(this.controls.target);
      const at = new THREE.Spherical().setFromVector3(away);
      at.theta += turns[0];
      at.phi += turns[1];
      at.radius = Math.min(12, Math.max(0.4, at.radius * turns[2]));
      at.makeSafe();
      this.camera.position.copy(this.controls.target).add(new THREE.Vector3().setFromSpherical(at));
      this.seen = "";
      this.controls.update();
      this.draw();
    },
    resize() {
      const { clientWidth: width, clientHeight: height } = this.$refs.frame;
      if (!width || !height || !this.renderer) return;
      this.renderer.setPixelRatio(Math.min(2, window.devicePixelRatio || 1));
      this.renderer.setSize(width, height, false);
      this.camera.aspect = width / height;
      this.camera.updateProjectionMatrix();
      this.draw();
    },
    draw() {
      if (this.asked || !this.renderer) return;
      this.asked = requestAnimationFrame(() => {
        this.asked = 0;
        if (this.renderer && !document.hidden) this.renderer.render(this.scene, this.camera);
      });
    },
  },
};
